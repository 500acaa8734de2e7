/**
 * Mutation tests of a workspace: `pnpm mutate packages/learning`. Stryker makes small changes to the code (mutants) and
 * counts how many of them make a test fail; the share is the mutation score. Arguments after the folder are globs of
 * files in it; without them all of `src` is mutated. `--tests src/log` runs the tests of this folder alone, which is
 * quicker; the score can then only be lower.
 */
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'

const { positionals, values } = parseArgs({ allowPositionals: true, options: { tests: { type: 'string' } } })
const [folder, ...globs] = positionals
if (folder === undefined) {
  console.error('Name the workspace to mutate: pnpm mutate packages/learning')
  process.exit(2)
}
/** Workspaces whose tests need Postgres or Redis: their integration tests run as well, on private servers. */
const withBackends = ['packages/queues', 'packages/database', 'packages/read-model']
const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(resolve(root, folder))
/** Contracts are constants of modules, so nothing of them would be left without static mutants. */
const isDeclarative = process.cwd() === join(root, 'packages/contracts')
const needsBackends = withBackends.includes(relative(root, process.cwd()))
const sources = globs.length > 0 ? globs : ['src/**/*.ts']
await new Stryker({
  mutate: [...sources, '!**/*.test.ts', '!src/index.ts'],
  testRunner: 'vitest',
  plugins: [
    fileURLToPath(import.meta.resolve('@stryker-mutator/vitest-runner')),
    fileURLToPath(new URL('ignore-prose.mjs', import.meta.url)),
  ],
  ignorers: isDeclarative ? ['prose'] : [],
  vitest: {
    configFile: join(root, `infra/vitest.mutate${needsBackends ? '-backends' : ''}.config.ts`),
    // A test may import the mutated file by a computed name, which vitest's search for related tests does not see.
    related: false,
    ...(values.tests !== undefined && { dir: values.tests }),
  },
  concurrency: availableParallelism(),
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { reportTests: false, allowEmojis: false, skipFull: true },
  // Stryker mutates a copy in another folder, from which tsconfig.json cannot find the file that it extends.
  ignorePatterns: ['tsconfig.json'],
  tempDirName: join(tmpdir(), 'inkling-mutate'),
  ignoreStatic: !isDeclarative,
}).runMutationTest()
