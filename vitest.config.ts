import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/hosts/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Files share a worker's modules: half of the time went into loading kapa anew for each.
    isolate: false,
    globalSetup: ['test/setup.ts'],
  },
});
