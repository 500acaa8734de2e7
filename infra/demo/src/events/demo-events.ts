import { demoItems } from '../items/demo-items.ts'
import { calendar, dayMs, periodDays } from './calendar.ts'
import { handbookGraph } from './handbook-graph.ts'
import { incidentVisits } from './incident-visits.ts'
import { personaVisits, type Visit } from './persona-visits.ts'
import { makePersonas } from './personas.ts'
import { type Random, seededRandom } from './random.ts'

/** One event as `POST /events` takes it. */
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
  /** The end of the period: the last 28 days before it are filled, and nothing lies after it. */
  nowMs: number
}

/**
 * About 300 invented people reading the handbook, in order of time. The same options give the same events. Ids are
 * ordinals: events made for another `nowMs` carry the same ids, so loading twice adds next to nothing.
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

/** Log-normal with a median of 40 s, between 4 s and 20 min: always within a session's usual gap of 30 min. */
function readingTimeMs(random: Random): number {
  const ms = 40_000 * Math.exp(random.normal())
  return Math.round(Math.min(Math.max(ms, 4_000), 1_200_000))
}

function padded(ordinal: number, digits: number): string {
  return String(ordinal).padStart(digits, '0')
}
