/** @type {import('jest').Config} */
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      module: { type: 'commonjs' },
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
    },
  ],
};
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  transform,
  testMatch,
  ...more,
});

module.exports = {
  testTimeout: 30_000,
  projects: [
    project('unit', ['<rootDir>/src/**/*.spec.ts']),
    project('service', ['<rootDir>/test/**/*.spec.ts'], {
      globalSetup: '<rootDir>/test/harness/jest-setup.ts',
      globalTeardown: '<rootDir>/test/harness/jest-teardown.ts',
    }),
  ],
};
