/**
 * Takes each tenant predicate and each part of row-level security away in turn, on a private Postgres, and expects the
 * tests of isolation to fail: `pnpm mutate:isolation`. Prints the mutants that no test notices, and ends with 1 if
 * there is one. An argument takes only the mutants whose names contain it, such as `pnpm mutate:isolation catalog`.
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
  const look = async (mutants: readonly Mutant[], tests: readonly string[]) => {
    const chosen = mutants.filter(({ name }) => name.includes(process.argv[2] ?? ''))
    if (chosen.length === 0) return
    const expected = await failures(tests)
    for (const mutant of chosen) {
      if (stopping.aborted) return
      if (!(await isNoticed(mutant, tests, expected))) survivors.push(mutant.name)
    }
  }
  await look(await inTemplate(databaseMutants), databaseTests)
  await inTemplate(addTwins)
  for (const [file, mutants] of sourceMutants(root)) await look(mutants, testsOf(file))
  for (const name of survivors) console.error(`survived: ${name}`)
  console.log(`${survivors.length} mutants survived`)
  return survivors.length > 0 ? 1 : 0
}

/** @param expected Tests that fail without the mutant too, such as those that read the rows of all tenants. */
async function isNoticed({ name, apply, undo }: Mutant, tests: readonly string[], expected: ReadonlySet<string>) {
  try {
    await inTemplate(apply)
    const isFound = [...(await failures(tests))].some((test) => !expected.has(test))
    console.log(`${isFound ? 'noticed ' : 'SURVIVED'} ${name}`)
    return isFound
  } finally {
    await inTemplate(undo)
  }
}

/** Nobody may be connected to a template while a database is made from it. */
async function inTemplate<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(templateUrl, { max: 1, onnotice: () => {} })
  return work(sql).finally(() => sql.end())
}

/** The tests that fail, and the files that cannot be run. */
async function failures(tests: readonly string[]): Promise<Set<string>> {
  const vitest = await startVitest('test', [], {
    root,
    config: false,
    include: [...tests],
    run: true,
    watch: false,
    reporters: [{}],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    provide: { postgres: [{ templateUrl, passwords }] },
  })
  const modules = vitest.state.getTestModules()
  const failed = new Set(modules.filter((each) => each.errors().length > 0).map((each) => each.moduleId))
  for (const each of modules) for (const test of each.children.allTests('failed')) failed.add(test.fullName)
  await vitest.close()
  return failed
}
