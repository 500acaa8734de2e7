import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * The tests that `pnpm mutate` runs for a workspace whose tests need Postgres or Redis. Both are private and last for a
 * run.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/*.fuzz.test.ts', '**/node_modules/**'],
    globalSetup: [fileURLToPath(new URL('../packages/testing/src/global-setup.ts', import.meta.url))],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
