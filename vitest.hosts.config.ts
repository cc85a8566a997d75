import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/hosts/**/*.test.ts', 'test/fleet/**/*.test.ts'],
    // Only `npm run test:hosts -- --chaos MINUTES` names them.
    exclude: process.env['KAPA_CHAOS_MINUTES'] === undefined ? ['test/hosts/chaos.test.ts'] : [],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
