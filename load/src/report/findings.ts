import { p95Ms } from '../../k6/objectives.ts'
import type { RunRecord } from './run-record.ts'
import type { Second } from './timeline.ts'

export interface Finding {
  readonly second: number
  readonly what: string
}

/** So many seconds in a row make a state. */
const lasting = 3
const busyCore = 0.9
const busyMachine = 0.95
const lateMs = 100
const failedShare = 0.01
/** The rate is that of a window of so many seconds. */
const windowSeconds = 10

/** What reached its limit or failed, in the order of time: what came first is the place to look at. */
export function findingsOf({ seconds, usage, processors }: RunRecord): Finding[] {
  const names = Object.keys(usage[0]?.cores ?? {}).filter((name) => name !== 'machine')
  const busy = names.map((name) =>
    since(usage, ({ cores }) => (cores[name] ?? 0) >= busyCore, `${name} used ${100 * busyCore} % of a core or more`),
  )
  const machine = since(
    usage,
    ({ cores }) => (cores.machine ?? 0) >= busyMachine * processors,
    `the machine was busy: all ${processors} processors`,
  )
  const client = [
    since(seconds, ({ latenessMs }) => latenessMs >= lateMs, `the sender was ${lateMs} ms late or more`),
    since(seconds, ({ dropped }) => dropped > 0, 'the sender had no free user and dropped iterations'),
    since(seconds, isFailing, `more than ${100 * failedShare} % of the requests failed`),
    since(seconds, isSlow, 'a kind of request missed its objective (p95)'),
  ]
  return [...busy, machine, ...client].flat().sort((a, b) => a.second - b.second)
}

/**
 * The knee of a rising load: the highest rate, in requests per second, of a window of ten seconds before the first one
 * that missed an objective, be it only in its latency; undefined if none did, or if the load did not rise.
 */
export function kneeOf({ name, seconds }: Pick<RunRecord, 'name' | 'seconds'>) {
  if (!/^(stress|breakpoint)/.test(name)) return undefined
  let perSecond = 0
  for (let from = 0; from + windowSeconds <= seconds.length; from += windowSeconds) {
    const window = seconds.slice(from, from + windowSeconds)
    if (window.filter((second) => isFailing(second) || isSlow(second)).length > windowSeconds / 2)
      return { perSecond, atSecond: from }
    perSecond = Math.max(perSecond, window.reduce((sum, { kinds }) => sum + (kinds.all?.count ?? 0), 0) / windowSeconds)
  }
  return undefined
}

const isFailing = ({ kinds, dropped }: Second) => {
  const { count = 0, failed = 0 } = kinds.all ?? {}
  return dropped > 0 || failed > failedShare * Math.max(1, count)
}

const isSlow = ({ kinds }: Second) => Object.entries(p95Ms).some(([kind, ms]) => (kinds[kind]?.p95 ?? 0) > ms)

/** When a state began that lasted, if it did. */
function since<T extends { readonly second: number }>(all: readonly T[], holds: (one: T) => boolean, what: string) {
  const first = all.findIndex((_, n) => n + lasting <= all.length && all.slice(n, n + lasting).every(holds))
  const found = all[first]
  return found ? [{ second: found.second, what }] : []
}
