import type { EventLog } from '../log/event-log.ts'

/** An item that is used at one hour of the week far more than at others. */
export interface TemporalPattern {
  itemId: string
  /** In UTC, 1 is Monday. */
  dayOfWeek: number
  hour: number
  /** Uses at this hour; by how many users and sessions without a user, and in how many weeks. */
  uses: number
  users: number
  weeks: number
  /** The share of the item's uses that fall into this hour. */
  share: number
  /** How many times more that is than the share of all events that do. */
  lift: number
}

const hourMs = 3_600_000
const [hoursPerWeek, weekMs] = [168, 168 * hourMs]
/** 1 January 1970 was a Thursday; the hours of the week begin on Monday. */
const mondayOffsetHours = 72
/** The newest events that are read, of this many weeks. */
const [maxEvents, maxWeeks] = [200_000, 8]
/** Fewer say little. */
const [leastUses, leastWeeks] = [5, 3]
/** Chance of as many uses by accident, over all hours and items that are compared. */
const mostChance = 0.01

const hourOfWeek = (atMs: number) => (Math.floor(atMs / hourMs) + mondayOffsetHours) % hoursPerWeek
const weekOf = (atMs: number) => Math.floor((atMs + mondayOffsetHours * hourMs) / weekMs)

/**
 * The items whose uses cluster at an hour of the week, in at least three weeks, by the Poisson test against the share
 * of all events in that hour, with Bonferroni's correction for the pairs of item and hour that are compared. The
 * strongest come first.
 */
export function temporalPatterns(log: EventLog, limit: number): TemporalPattern[] {
  const events = newestEvents(log)
  const byHour = new Float64Array(hoursPerWeek)
  const [byItem, byPair] = [new Map<number, number>(), new Map<number, number>()]
  for (const event of events) {
    const [item, hour] = [log.items.keyOf(event), hourOfWeek(log.atMs(event))]
    byItem.set(item, (byItem.get(item) ?? 0) + 1)
    byHour[hour] = byHour[hour]! + 1
    const pair = item * hoursPerWeek + hour
    byPair.set(pair, (byPair.get(pair) ?? 0) + 1)
  }
  const compared = [...byPair].filter(([, uses]) => uses >= leastUses)
  const clustered = compared.filter(([pair, uses]) => {
    const expected = (byItem.get(Math.floor(pair / hoursPerWeek))! * byHour[pair % hoursPerWeek]!) / events.length
    return poissonTail(uses, expected) * compared.length < mostChance
  })
  const seen = seenAt(log, events, new Set(clustered.map(([pair]) => pair)))
  return clustered
    .map(([pair, uses]) => {
      const [item, hour] = [Math.floor(pair / hoursPerWeek), pair % hoursPerWeek]
      const share = uses / byItem.get(item)!
      const { users, weeks } = seen.get(pair)!
      return {
        itemId: log.items.names.nameOf(item),
        ...{ dayOfWeek: Math.floor(hour / 24) + 1, hour: hour % 24, uses, users: users.size, weeks: weeks.size, share },
        lift: share / (byHour[hour]! / events.length),
      }
    })
    .filter(({ weeks, lift }) => weeks >= leastWeeks && lift > 1)
    .sort((a, b) => b.lift * b.share - a.lift * a.share || b.uses - a.uses)
    .slice(0, limit)
}

function newestEvents(log: EventLog): number[] {
  const from = log.newestMs - maxWeeks * weekMs
  const events: number[] = []
  for (let event = log.length - 1; event >= 0 && events.length < maxEvents; event--) {
    if (!log.isLive(event)) continue
    if (log.atMs(event) <= from) break
    events.push(event)
  }
  return events
}

/** Who used the item of each pair at its hour, and in which weeks. A session without a user counts as one. */
function seenAt(log: EventLog, events: readonly number[], pairs: ReadonlySet<number>) {
  const seen = new Map<number, { users: Set<string>; weeks: Set<number> }>()
  for (const event of events) {
    const pair = log.items.keyOf(event) * hoursPerWeek + hourOfWeek(log.atMs(event))
    if (!pairs.has(pair)) continue
    const own = seen.get(pair) ?? { users: new Set(), weeks: new Set() }
    seen.set(pair, own)
    const user = log.users.keyOf(event)
    own.users.add(user < 0 ? `session ${log.sessions.keyOf(event)}` : `user ${user}`)
    own.weeks.add(weekOf(log.atMs(event)))
  }
  return seen
}

/** P(X ≥ k) of a Poisson variable: an upper bound by the first term and the ratio of the next ones. */
function poissonTail(k: number, mean: number): number {
  if (mean >= k) return 1
  let logTerm = -mean
  for (let n = 1; n <= k; n++) logTerm += Math.log(mean / n)
  return Math.min(1, Math.exp(logTerm) / (1 - mean / (k + 1)))
}
