import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/hosts/**', 'test/fleet/**'],
    // A bound on what hangs, and on nothing else: a machine may have much to do beside the tests.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    // One more than a small machine has processors: a third of the time something is waited for.
    maxWorkers: 3,
    // Files share a worker's modules: half of the time went into loading kapa anew for each.
    isolate: false,
    globalSetup: ['test/setup.ts'],
  },
});
