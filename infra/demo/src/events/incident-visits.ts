import { dayMs, hourMs, periodDays } from './calendar.ts'
import type { HandbookGraph } from './handbook-graph.ts'
import type { Visit } from './persona-visits.ts'
import type { Persona } from './personas.ts'
import type { Random } from './random.ts'
import { aftermath, incidentTrails, type Trail } from './trails.ts'
import { type Occasion, wander } from './wander.ts'

const incidents = 14

/** Visits during incidents: the people on call open the same pages within an hour, and some review them next day. */
export function incidentVisits(
  personas: readonly Persona[],
  nowMs: number,
  graph: HandbookGraph,
  random: Random,
): Visit[] {
  return Array.from({ length: incidents }, () => random.between(0.2, periodDays)).flatMap((daysBeforeEnd) => {
    const trail = random.pick(Object.values(incidentTrails))
    const startMs = nowMs - daysBeforeEnd * dayMs
    const occasion = { graph, halfway: daysBeforeEnd < periodDays / 2, daysBeforeEnd }
    const called = personas.filter(({ role }) => random.chance(role.paged))
    return called.flatMap((persona) => [
      respond(persona, occasion, startMs, trail),
      ...(persona.random.chance(0.35) ? [lookBack(persona, occasion, startMs)] : []),
    ])
  })
}

/** Some join late and skip the first page; many open up to two more pages. */
function respond(persona: Persona, occasion: Occasion, startMs: number, trail: Trail): Visit {
  const { random, userId } = persona
  const joinedAt = random.chance(0.7) ? 0 : 1
  const pages = trail.slice(joinedAt).filter(() => random.chance(0.93))
  const arrivedMs = startMs + random.between(0.03, 0.9) * hourMs
  return {
    userId,
    startMs: Math.round(arrivedMs),
    pages: wander(persona, occasion, pages.length > 0 ? pages : trail, random.below(3)),
  }
}

function lookBack(persona: Persona, occasion: Occasion, startMs: number): Visit {
  const { random, userId } = persona
  return {
    userId,
    startMs: Math.round(startMs + random.between(18, 30) * hourMs),
    pages: wander(persona, occasion, aftermath.slice(0, 2 + random.below(2)), random.below(3)),
  }
}
