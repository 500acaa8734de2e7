import { defineConfig } from 'vitest/config'

/** `pnpm mutate` runs these tests for each mutant: the tests of the workspace that need no Postgres or Redis. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['**/*.integration.test.ts', '**/*.fuzz.test.ts', '**/node_modules/**'],
  },
})
