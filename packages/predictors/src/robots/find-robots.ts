import type { EventLog } from '../log/event-log.ts'

/**
 * Why a session is taken for that of a robot: its pauses are all alike, it reads much more of everything than others,
 * it stays nowhere, or it goes round in a circle.
 */
export const robotKinds = ['uniformTiming', 'breadth', 'noDwell', 'circling'] as const
export type RobotKind = (typeof robotKinds)[number]

export interface RobotSession {
  /** The number of the session in the log. */
  readonly session: number
  readonly kind: RobotKind
}

/** What is usual among the sessions of a tenant, so that what is unusual is known. */
export interface UsualSessions {
  /** Kinds that many sessions are like, because of who records the events and how: they tell nothing. */
  readonly ignored: ReadonlySet<RobotKind>
  /** A median pause below this is no stay, in ms. */
  readonly leastDwellMs: number
  /** So many different items are more than people use in a session. */
  readonly mostItems: number
}

/** A session with fewer events is nobody's robot: it says too little, and does little harm. */
export const leastEvents = 12
/** The newest events of a session that are looked at. */
const mostEvents = 400
/** Of a session of a few events: whether its timing is like that of a robot tells how events are recorded. */
const short = { least: 4, most: 9 } as const
/** From this share of the short sessions on, a kind tells nothing. */
const tooUsual = 0.2
/** Pauses are alike if so many of them differ from their median by no more than a tenth. */
const uniform = { share: 0.9, tolerance: 0.1, leastPauseMs: 50 } as const
/** A circle has these lengths, and is walked so often; so many steps lead where it leads. */
const circle = { shortest: 2, longest: 12, laps: 3, share: 0.9 } as const
const dwell = { mostMs: 1_000, ofUsual: 0.1 } as const
const breadth = { least: 50, timesUsual: 3, newShare: 0.9 } as const
/** As many as a source needs beside it to be counted as one of many. */
const leastSessions = 16
/** More sessions than that are not looked at to know what is usual. */
const mostSampled = 4_000

interface Session {
  readonly items: readonly number[]
  readonly atMs: readonly number[]
}

/** The live sessions of a log, or every nth of them if there are more than `most`. */
function* sessionsOf(log: EventLog, most = Number.POSITIVE_INFINITY): Generator<number> {
  const { sessions } = log
  const step = Math.max(1, Math.ceil(sessions.live / most))
  let n = 0
  for (let event = 0; event < log.length; event++)
    if (log.isLive(event) && sessions.previous(event) < 0 && n++ % step === 0) yield sessions.keyOf(event)
}

function read(log: EventLog, session: number): Session {
  const events = log.sessions.eventsOf(session, mostEvents)
  return { items: events.map((event) => log.items.keyOf(event)), atMs: events.map((event) => log.atMs(event)) }
}

/** What is usual among the sessions of a log; reads 4,000 of them at most. */
export function usualSessions(log: EventLog): UsualSessions {
  const pauses: number[] = []
  const breadths: number[] = []
  const shorts: Session[] = []
  for (const session of sessionsOf(log, mostSampled)) {
    const size = log.sessions.size(session)
    if (size < 2) continue
    const own = read(log, session)
    pauses.push(quantileOf(pausesOf(own), 0.5))
    breadths.push(new Set(own.items).size)
    if (size >= short.least && size <= short.most) shorts.push(own)
  }
  const shareOf = (isSo: (session: Session) => boolean) =>
    shorts.length === 0 ? 0 : shorts.filter(isSo).length / shorts.length
  // Among fewer sessions nothing is usual.
  const ignored = new Set<RobotKind>(pauses.length < leastSessions ? robotKinds : [])
  if (shareOf(isUniform) > tooUsual) ignored.add('uniformTiming')
  if (shareOf((session) => isCircling(session, 2)) > tooUsual) ignored.add('circling')
  return {
    ignored,
    leastDwellMs: Math.min(dwell.mostMs, dwell.ofUsual * quantileOf(pauses, 0.5)),
    mostItems: Math.max(breadth.least, breadth.timesUsual * quantileOf(breadths, 0.95)),
  }
}

/** Why a session is taken for that of a robot; undefined if it is not. */
export function robotKindOf(log: EventLog, session: number, usual: UsualSessions): RobotKind | undefined {
  if (log.sessions.size(session) < leastEvents) return undefined
  const own = read(log, session)
  const isOfKind: Readonly<Record<RobotKind, () => boolean>> = {
    uniformTiming: () => isUniform(own),
    breadth: () => isBroad(own, usual.mostItems),
    noDwell: () => isRestless(own, usual.leastDwellMs),
    circling: () => isCircling(own, circle.laps),
  }
  return robotKinds.find((kind) => !usual.ignored.has(kind) && isOfKind[kind]())
}

/** The sessions of a log that robots made. */
export function findRobots(log: EventLog, usual: UsualSessions = usualSessions(log)): RobotSession[] {
  const found: RobotSession[] = []
  for (const session of sessionsOf(log)) {
    const kind = robotKindOf(log, session, usual)
    if (kind) found.push({ session, kind })
  }
  return found
}

const pausesOf = ({ atMs }: Session): number[] => atMs.slice(1).map((ms, n) => ms - (atMs[n] ?? ms))

function isUniform(session: Session): boolean {
  const pauses = pausesOf(session)
  const median = quantileOf(pauses, 0.5)
  if (median < uniform.leastPauseMs) return false
  const alike = pauses.filter((pause) => Math.abs(pause - median) <= uniform.tolerance * median)
  return alike.length >= uniform.share * pauses.length
}

/** Events of one moment are one step, such as a basket of many items. */
function isRestless(session: Session, leastDwellMs: number): boolean {
  const stays = pausesOf(session).filter((pause) => pause > 0)
  return stays.length >= leastEvents - 1 && quantileOf(stays, 0.5) < leastDwellMs
}

function isBroad({ items }: Session, mostItems: number): boolean {
  const different = new Set(items).size
  return different > mostItems && different >= breadth.newShare * items.length
}

/** Whether nearly every step leads to the item of some number of steps before, and to another one than the last. */
function isCircling({ items }: Session, laps: number): boolean {
  const longest = Math.min(circle.longest, Math.floor(items.length / laps))
  for (let length = circle.shortest; length <= longest; length++) {
    let same = 0
    for (let n = length; n < items.length; n++) if (items[n] === items[n - length] && items[n] !== items[n - 1]) same++
    if (same >= circle.share * (items.length - length)) return true
  }
  return false
}

function quantileOf(values: readonly number[], share: number): number {
  const rising = values.toSorted((a, b) => a - b)
  return rising[Math.floor(rising.length * share)] ?? 0
}
