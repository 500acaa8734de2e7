import { join } from 'node:path'
import type { Passwords } from '@inkling/local'
import { startVitest } from 'vitest/node'

/** Tests that run together. */
export interface Suite {
  readonly tests: readonly string[]
  /** Starts a whole stack, whose services read the mutated source. */
  readonly globalSetup?: string
}

export interface Provided {
  readonly root: string
  readonly templateUrl: string
  readonly passwords: Passwords
  /** Of the leak hunter. */
  readonly leakAttempts: number
}

/**
 * The tests that fail, and the files that cannot be run.
 * @param skipped tests and files that are not run
 * @param isFirstEnough whether the first failure ends the run
 */
export async function failuresOf(
  { tests, globalSetup }: Suite,
  { root, templateUrl, passwords, leakAttempts }: Provided,
  skipped: ReadonlySet<string>,
  isFirstEnough: boolean,
): Promise<Set<string>> {
  const vitest = await startVitest('test', [], {
    root,
    config: false,
    include: tests.filter((test) => !skipped.has(join(root, test))),
    passWithNoTests: true,
    ...(skipped.size > 0 && { testNamePattern: noneOf(skipped) }),
    run: true,
    watch: false,
    bail: isFirstEnough ? 1 : 0,
    reporters: [{}],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One Postgres serves all files, and a transaction of one file would hold back what another one reads.
    fileParallelism: false,
    isolate: globalSetup === undefined,
    globalSetup: globalSetup === undefined ? [] : [globalSetup],
    provide: { postgres: [{ templateUrl, passwords }], leakAttempts },
  })
  const modules = vitest.state.getTestModules()
  const failed = new Set(modules.filter((each) => each.errors().length > 0).map((each) => each.moduleId))
  for (const each of modules) for (const test of each.children.allTests('failed')) failed.add(test.fullName)
  await vitest.close()
  return failed
}

/** Vitest compares it with the full name. */
const noneOf = (names: ReadonlySet<string>): RegExp => new RegExp(`^(?!(?:${[...names].map(escaped).join('|')})$)`)

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
