import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** `pnpm mutate` runs these tests for each mutant: the tests of the workspace that need no Postgres or Redis. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    setupFiles: [fileURLToPath(new URL('vitest.mutate-setup.ts', import.meta.url))],
    testTimeout: 30_000,
    exclude: ['**/*.integration.test.ts', '**/*.fuzz.test.ts', '**/node_modules/**'],
  },
})
