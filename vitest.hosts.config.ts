import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/hosts/**/*.test.ts', 'test/fleet/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // Most of the time a host is waited for.
    maxWorkers: 2,
  },
});
