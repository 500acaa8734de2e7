import { defineConfig } from 'vitest/config'

/** The tests that `pnpm mutate` runs for each mutant: those of the workspace that need no backend. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['**/*.integration.test.ts', '**/*.fuzz.test.ts', '**/node_modules/**'],
  },
})
