/**
 * Takes each tenant predicate and each part of row-level security away in turn, on a private Postgres, and each part of
 * a key, a topic or a comparison of the services that names the tenant. Tests must fail: those of isolation, those that
 * reach the file, nearest first, or the leak hunter on a private stack. Prints the mutants that nothing notices, and
 * ends with 1 if there is one:
 *
 *   pnpm mutate:isolation                       # all, some hours
 *   pnpm mutate:isolation --list                # their names
 *   pnpm mutate:isolation catalog               # those whose names contain it
 *   pnpm mutate:isolation --kind sql            # of one kind: database, service or sql
 *   pnpm mutate:isolation --log mutants.ndjson  # goes on where the run that wrote the file ended
 *   pnpm mutate:isolation --no-stack            # without the tests that need a whole stack
 *
 * Mutants of the source are written into the working tree, one at a time, and taken back, also after Ctrl-C. The
 * mutant at hand then has no verdict.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { grantLogins, migrate, newPasswords, removeDataFolder, startPostgres } from '@inkling/local'
import postgres from 'postgres'
import { temporaryFolder } from '../../src/temporary-folder.ts'
import { databaseMutants } from './database-mutants.ts'
import { whyEquivalent } from './equivalent.ts'
import type { Mutant } from './mutant.ts'
import { failuresOf, type Suite } from './run-tests.ts'
import { serviceMutants } from './service-mutants.ts'
import { sourceMutants } from './source-mutants.ts'
import { suitesIn } from './suites.ts'
import { addTwins } from './twins.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: 'string' },
    list: { type: 'boolean', default: false },
    log: { type: 'string' },
    'no-stack': { type: 'boolean', default: false },
  },
})

interface Verdict {
  readonly name: string
  /** The test that failed; undefined if none did. */
  readonly by?: string
  readonly seconds: number
}

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const suites = suitesIn(root)
/**
 * The tests that fail without a mutant too, such as those that read the rows of all tenants while these have twins, and
 * those that fail because such a test before them is skipped.
 */
const expected = new Set<string>()
const seen = new Set<string>()
const logged: readonly Verdict[] =
  values.log !== undefined && existsSync(values.log)
    ? readFileSync(values.log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
/** Those that survived are judged again. */
const verdicts = new Map(logged.filter(({ by }) => by !== undefined).map((verdict) => [verdict.name, verdict]))

/** In the source now. Vitest ends the process at once when a signal comes. */
let present: Mutant | undefined
const end = () => process.exit(130)
process.once('SIGINT', end).once('SIGTERM', end)
process.once('exit', () => present?.restore?.())

const folder = await temporaryFolder()
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false })
const templateUrl = server.url('inkling_template')
const provided = { root, templateUrl, passwords: newPasswords(), leakAttempts: 2_000 }
try {
  await migrate(templateUrl)
  await grantLogins(templateUrl, provided.passwords)
  process.exitCode = await run()
} finally {
  await server.stop()
  await removeDataFolder(folder)
}

/** @returns the exit code */
async function run(): Promise<number> {
  const counts = { mutants: 0, noticed: 0, equivalent: 0, survived: 0 }
  const look = async (mutants: readonly Mutant[], tests: readonly Suite[]) => {
    for (const mutant of mutants.filter(({ name }) => name.includes(positionals[0] ?? ''))) {
      counts[await outcomeOf(mutant, tests)]++
      counts.mutants++
    }
  }
  const isWanted = (kind: string) => values.kind === undefined || values.kind === kind
  if (isWanted('database')) await look(await inTemplate(databaseMutants), suites.ofDatabase)
  if (isWanted('service'))
    for (const [file, mutants] of serviceMutants(root)) await look(mutants, suites.ofService(file, !values['no-stack']))
  if (isWanted('sql')) {
    await inTemplate(addTwins)
    for (const [file, mutants] of sourceMutants(root)) await look(mutants, suites.ofSql(file))
  }
  console.log(values.list ? `${counts.mutants} mutants` : JSON.stringify(counts))
  return !values.list && counts.survived > 0 ? 1 : 0
}

async function outcomeOf(mutant: Mutant, tests: readonly Suite[]): Promise<'noticed' | 'equivalent' | 'survived'> {
  const { name } = mutant
  const reason = whyEquivalent(name)
  if (reason !== undefined || values.list) {
    console.log(reason === undefined ? name : `${name}: equivalent, ${reason}`)
    return 'equivalent'
  }
  const verdict = verdicts.get(name) ?? (await judge(mutant, tests))
  console.log(verdict.by === undefined ? `SURVIVED ${name}` : `noticed  ${name} by ${verdict.by}`)
  return verdict.by === undefined ? 'survived' : 'noticed'
}

async function judge(mutant: Mutant, tests: readonly Suite[]): Promise<Verdict> {
  const startedMs = performance.now()
  const by = await noticedBy(mutant, tests)
  const seconds = Math.round((performance.now() - startedMs) / 1_000)
  const verdict = { name: mutant.name, ...(by !== undefined && { by }), seconds }
  if (values.log !== undefined) appendFileSync(values.log, `${JSON.stringify(verdict)}\n`)
  return verdict
}

/** The suites are run in their order, until a test fails that does not fail without the mutant. */
async function noticedBy(mutant: Mutant, tests: readonly Suite[]): Promise<string | undefined> {
  for (const suite of tests) {
    await lookAt(suite)
    try {
      present = mutant
      await inTemplate(mutant.apply)
      const [by] = await failuresOf(suite, provided, expected, true)
      if (by !== undefined) return by
    } finally {
      await inTemplate(mutant.undo)
      present = undefined
    }
  }
  return undefined
}

/** Runs tests that were not run before, until no further one fails without a mutant. Those of the stack need none. */
async function lookAt({ tests, globalSetup }: Suite): Promise<void> {
  const unseen = globalSetup === undefined ? tests.filter((test) => !seen.has(test)) : []
  if (unseen.length === 0) return
  const before = expected.size
  for (let size = -1; expected.size > size; ) {
    size = expected.size
    for (const test of await failuresOf({ tests: unseen }, provided, expected, false)) expected.add(test)
  }
  for (const test of unseen) seen.add(test)
  if (expected.size > before) console.log(`fail without a mutant too: ${[...expected].slice(before).join('; ')}`)
}

/** Nobody may be connected to a template while a database is made from it. */
async function inTemplate<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(templateUrl, { max: 1, onnotice: () => {} })
  return work(sql).finally(() => sql.end())
}
