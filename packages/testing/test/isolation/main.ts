/**
 * Takes each tenant predicate and each part of row-level security away in turn, on a private Postgres, and each part of
 * a key, a topic or a comparison of the services that names the tenant. Tests must fail: those of isolation, those that
 * reach the file, or the leak hunter on a private stack. Prints the mutants that nothing notices, and ends with 1 if
 * there is one: `pnpm mutate:isolation`. An argument takes only the mutants whose names contain it, such as
 * `pnpm mutate:isolation catalog`.
 *
 * Mutants of the source are written into the working tree, one at a time, and taken back, also after Ctrl-C: the run
 * then ends with the mutant at hand.
 */
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { grantLogins, migrate, newPasswords, removeDataFolder, startPostgres } from '@inkling/local'
import postgres from 'postgres'
import { startVitest } from 'vitest/node'
import { temporaryFolder } from '../../src/temporary-folder.ts'
import { databaseMutants } from './database-mutants.ts'
import type { Mutant } from './mutant.ts'
import { serviceMutants } from './service-mutants.ts'
import { sourceMutants } from './source-mutants.ts'
import { addTwins } from './twins.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const databaseTests = ['row-level-security', 'security-definer'].map(
  (name) => `packages/database/src/${name}.integration.test.ts`,
)
/** The tests beside the file that is mutated, and those of all files of the source. */
const testsOf = (file: string) => [
  ...globSync(join(dirname(file), '*.integration.test.ts'), { cwd: root }),
  'packages/database/src/own-rows-only.integration.test.ts',
]
/** The tests of the same workspace that reach the file by their imports, and those of the whole stack. */
const suitesOf = (file: string): readonly Suite[] => [
  { tests: testsOfWorkspace(file.split('/').slice(0, 2).join('/')), related: join(root, file) },
  onStack('leaks'),
  onStack('security', 'streams', 'limits'),
]

/** Without those that start whole services or clusters: the stack has them as well. */
const testsOfWorkspace = (workspace: string) =>
  globSync(`${workspace}/src/**/*.test.ts`, { cwd: root }).filter(
    (test) => !/(redis-cluster|processes|dependencies)\.integration|src\/[^/]+\.integration/.test(test),
  )

const onStack = (...names: string[]): Suite => ({
  tests: names.map((name) => `services/gateway/test/acceptance/${name}.test.ts`),
  globalSetup: ['services/gateway/test/support/global-setup.ts'],
})

/** Tests that run together. */
interface Suite {
  readonly tests: readonly string[]
  /** A file: only the tests that import it. */
  readonly related?: string
  readonly globalSetup?: string[]
}

/** The tests that fail without a mutant, by suite. */
const known = new Map<string, Set<string>>()
/** Of the leak hunter, for a mutant. */
const leakAttempts = 2_000

const stop = new AbortController()
const stopping = stop.signal
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())

const folder = await temporaryFolder()
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false })
const templateUrl = server.url('inkling_template')
const passwords = newPasswords()
try {
  await migrate(templateUrl)
  await grantLogins(templateUrl, passwords)
  process.exitCode = await run()
} finally {
  await server.stop()
  await removeDataFolder(folder)
}

/** @returns the exit code */
async function run(): Promise<number> {
  const survivors: string[] = []
  const look = async (mutants: readonly Mutant[], suites: readonly Suite[]) => {
    for (const mutant of mutants.filter(({ name }) => name.includes(process.argv[2] ?? ''))) {
      if (stopping.aborted) return
      if (!(await isNoticed(mutant, suites))) survivors.push(mutant.name)
    }
  }
  await look(await inTemplate(databaseMutants), [{ tests: databaseTests }])
  for (const [file, mutants] of serviceMutants(root)) await look(mutants, suitesOf(file))
  await inTemplate(addTwins)
  for (const [file, mutants] of sourceMutants(root)) await look(mutants, [{ tests: testsOf(file) }])
  for (const name of survivors) console.error(`survived: ${name}`)
  console.log(`${survivors.length} mutants survived`)
  return survivors.length > 0 ? 1 : 0
}

/** The suites are run in their order, until a test fails that does not fail without the mutant. */
async function isNoticed({ name, apply, undo }: Mutant, suites: readonly Suite[]): Promise<boolean> {
  for (const suite of suites) {
    if (suite.tests.length === 0) continue
    const expected = await expectedFailures(suite)
    try {
      await inTemplate(apply)
      const by = [...(await failures(suite))].find((test) => !expected.has(test))
      if (by === undefined) continue
      console.log(`noticed  ${name} by ${by}`)
      return true
    } finally {
      await inTemplate(undo)
    }
  }
  console.log(`SURVIVED ${name}`)
  return false
}

/**
 * Tests that fail without any mutant too, such as those that read the rows of all tenants while these have twins. Tests
 * of the whole stack have no twins.
 */
async function expectedFailures(suite: Suite): Promise<ReadonlySet<string>> {
  if (suite.globalSetup) return new Set()
  const key = [suite.related, ...suite.tests].join()
  const expected = known.get(key) ?? (await failures(suite))
  known.set(key, expected)
  return expected
}

/** Nobody may be connected to a template while a database is made from it. */
async function inTemplate<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(templateUrl, { max: 1, onnotice: () => {} })
  return work(sql).finally(() => sql.end())
}

/** The tests that fail, and the files that cannot be run. */
async function failures({ tests, related, globalSetup = [] }: Suite): Promise<Set<string>> {
  const vitest = await startVitest('test', [], {
    root,
    config: false,
    include: [...tests],
    ...(related !== undefined && { related, passWithNoTests: true }),
    run: true,
    watch: false,
    reporters: [{}],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    ...{ globalSetup, fileParallelism: globalSetup.length === 0, isolate: globalSetup.length === 0 },
    provide: { postgres: [{ templateUrl, passwords }], leakAttempts },
  })
  const modules = vitest.state.getTestModules()
  const failed = new Set(modules.filter((each) => each.errors().length > 0).map((each) => each.moduleId))
  for (const each of modules) for (const test of each.children.allTests('failed')) failed.add(test.fullName)
  await vitest.close()
  return failed
}
