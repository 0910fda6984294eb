import { jest } from '@jest/globals';

// Cold Lambdas on a busy machine, and faults that are waited out.
jest.setTimeout(300_000);
