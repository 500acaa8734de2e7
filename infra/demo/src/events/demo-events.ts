import { demoItems } from '../items/demo-items.ts'
import { calendar, dayMs, periodDays } from './calendar.ts'
import { handbookGraph } from './handbook-graph.ts'
import { incidentVisits } from './incident-visits.ts'
import { personaVisits, type Visit } from './persona-visits.ts'
import { makePersonas } from './personas.ts'
import { type Random, seededRandom } from './random.ts'

/** An event as `POST /events` accepts it. */
export type DemoEvent = {
  id: string
  type: 'view'
  userId: string
  sessionId: string
  itemId: string
  /** RFC 3339, UTC. */
  occurredAt: string
}

type DemoEventsOptions = {
  seed: number
  /** The end of the 28 days that the events fill. */
  nowMs: number
}

/**
 * The events of about 300 invented people who read the handbook, in the order of time. The same options give the same
 * events. The ids are ordinals and do not depend on `nowMs`, so a second load adds almost nothing.
 */
export function demoEvents({ seed, nowMs }: DemoEventsOptions): DemoEvent[] {
  const random = seededRandom(seed)
  const graph = handbookGraph(demoItems(), random.fork())
  const personas = makePersonas(graph.pages, random.fork())
  const days = calendar(nowMs)
  const visits = [
    ...personas.flatMap((persona) => personaVisits(persona, days, graph)),
    ...incidentVisits(personas, nowMs, graph, random.fork()),
  ].sort((a, b) => a.startMs - b.startMs)
  return visits
    .flatMap((visit, index) => views(visit, `demo-session-${padded(index + 1, 5)}`, random))
    .filter(({ atMs }) => atMs > nowMs - periodDays * dayMs && atMs <= nowMs)
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, ...view }, index) => ({
      id: `demo-event-${padded(index + 1, 6)}`,
      ...view,
      occurredAt: new Date(atMs).toISOString(),
    }))
}

type View = Omit<DemoEvent, 'id' | 'occurredAt'> & { atMs: number }

function views({ userId, startMs, pages }: Visit, sessionId: string, random: Random): View[] {
  let atMs = startMs
  return pages.map((itemId) => {
    const view: View = { type: 'view', userId, sessionId, itemId, atMs }
    atMs += readingTimeMs(random)
    return view
  })
}

/** Log-normal with a median of 40 s, between 4 s and 20 min. A gap of 30 min would end the session. */
function readingTimeMs(random: Random): number {
  const ms = 40_000 * Math.exp(random.normal())
  return Math.round(Math.min(Math.max(ms, 4_000), 1_200_000))
}

function padded(ordinal: number, digits: number): string {
  return String(ordinal).padStart(digits, '0')
}
