import { providerContract } from '../../../lib/providers/contract.ts';
import { fakeHarness } from './fake-provider.ts';

providerContract('in-memory fake', async () => fakeHarness());
