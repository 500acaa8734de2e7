import type { Finding, Readiness } from '@inkling/contracts'
import { withTimeout } from '@inkling/resilience'
import { keptFor } from './kept-for.ts'

/** One dependency of this process. */
export interface Check {
  readonly name: string
  /** What users miss while it fails, such as `events are refused`. */
  readonly loses: string
  /** Whether the process can serve nothing while it is down. Defaults to false. */
  readonly isVital?: () => boolean
  /** Defaults to 700 ms. */
  readonly timeoutMs?: number
  /** What is found if `look` rejects or does not answer in time: another check says so. Defaults to down. */
  readonly withoutAnswer?: Finding
  /** Rejects if the dependency is down. One that does not answer in time is down. */
  look(): Finding | Promise<Finding>
}

const defaultTimeoutMs = 700
const keepMs = 1_000

/**
 * Looks at all dependencies at once. Load balancers ask often, so one look serves all who ask within a second, and
 * nothing looks while nobody asks.
 */
export function lookAt(checks: readonly Check[], clock: { now(): number } = performance): () => Promise<Readiness> {
  return keptFor(keepMs, clock, async () => {
    const found = await Promise.all(checks.map(async (check) => ({ check, finding: await lookOnce(check) })))
    const cannotServe = found.some(({ check, finding }) => finding.status === 'down' && check.isVital?.())
    const isWell = found.every(({ finding }) => finding.status === 'ok')
    return {
      status: cannotServe ? 'not ready' : isWell ? 'ready' : 'degraded',
      checks: Object.fromEntries(found.map(({ check, finding }) => [check.name, finding])),
    }
  })
}

/** Checks that look at the same thing ask it once: `ask` runs once for all of them. */
export const oneLook = <T>(ask: () => Promise<T>): (() => Promise<T>) => keptFor(defaultTimeoutMs, performance, ask)

async function lookOnce(check: Check): Promise<Finding> {
  const { loses, timeoutMs = defaultTimeoutMs } = check
  const { withoutAnswer = { status: 'down', detail: `no answer within ${timeoutMs} ms` } } = check
  const finding = (await withTimeout(look(check), timeoutMs)) ?? withoutAnswer
  return finding.status === 'ok' ? finding : { ...finding, loses }
}

async function look(check: Check): Promise<Finding> {
  try {
    return await check.look()
  } catch {
    return check.withoutAnswer ?? { status: 'down', detail: 'unreachable' }
  }
}
