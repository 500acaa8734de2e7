/**
 * Takes each tenant predicate and each part of row-level security away in turn, on a private Postgres, and expects the
 * tests of isolation to fail: `pnpm mutate:isolation`. Prints the mutants that no test notices, and ends with 1 if there
 * is one. An argument takes only the mutants whose names contain it, such as `pnpm mutate:isolation catalog`.
 *
 * Mutants of the source are written into the working tree, one at a time, and taken back.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { grantLogins, migrate, newPasswords, removeDataFolder, startPostgres } from '@inkling/local'
import postgres from 'postgres'
import { startVitest } from 'vitest/node'
import { temporaryFolder } from '../temporary-folder.ts'
import { databaseMutants } from './database-mutants.ts'
import type { Mutant } from './mutant.ts'
import { sourceMutants } from './source-mutants.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const tests = ['row-level-security', 'security-definer'].map(
  (name) => `packages/database/src/${name}.integration.test.ts`,
)

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
  if (await isNoticed()) {
    console.error('The tests fail without a mutant; mend them first')
    return 2
  }
  const mutants = [...(await inTemplate(databaseMutants)), ...sourceMutants(root)]
  const chosen = mutants.filter(({ name }) => name.includes(process.argv[2] ?? ''))
  const survivors: string[] = []
  for (const mutant of chosen) if (!(await isNoticedWith(mutant))) survivors.push(mutant.name)
  for (const name of survivors) console.error(`survived: ${name}`)
  console.log(`${chosen.length} mutants, ${chosen.length - survivors.length} noticed, ${survivors.length} survived`)
  return survivors.length > 0 ? 1 : 0
}

async function isNoticedWith({ name, apply, undo }: Mutant): Promise<boolean> {
  try {
    await inTemplate(apply)
    const isFound = await isNoticed()
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

/** Whether a test fails. */
async function isNoticed(): Promise<boolean> {
  const vitest = await startVitest('test', [], {
    root,
    config: false,
    include: tests,
    run: true,
    watch: false,
    bail: 1,
    reporters: [{}],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    provide: { inkling: { templateUrl, passwords, redisUrl: '' } },
  })
  const modules = vitest.state.getTestModules()
  const isGreen = modules.length === tests.length && modules.every((each) => each.state() === 'passed')
  await vitest.close()
  return !isGreen
}
