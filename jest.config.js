/** One transform for all projects: swc strips the types, Node's own ESM loader runs the rest. */
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript' },
        // JSON modules need theirs.
        experimental: { keepImportAttributes: true },
      },
      module: { type: 'es6' },
    },
  ],
};
const project = (name, extra = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  transform,
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.local'],
  ...extra,
});

/** Runs against a real emulator, which starts and ends with the project. */
const emulated = {
  globalSetup: '<rootDir>/test/integration/emulator.setup.ts',
  globalTeardown: '<rootDir>/test/integration/emulator.teardown.ts',
};

/** Drives the deployed app from outside: emulator, simulators and front door start and end with it. */
const deployed = {
  globalSetup: '<rootDir>/test/e2e/stack.setup.ts',
  globalTeardown: '<rootDir>/test/e2e/stack.teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/e2e/patience.ts'],
};

export default {
  // Real servers on a busy machine take their time; a hanging test is found all the same.
  testTimeout: 30_000,
  projects: [
    project('unit'),
    project('template'),
    project('integration', emulated),
    project('e2e', deployed),
    project('iam'),
    project('simulators'),
  ],
};
