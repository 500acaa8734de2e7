import { type Day, dayMs, hourMs, periodDays } from './calendar.ts'
import type { HandbookGraph } from './handbook-graph.ts'
import type { Persona } from './personas.ts'
import { firstPage, type Occasion, wander } from './wander.ts'

/** One session: the user, the start, and the pages in order. */
export type Visit = { userId: string; startMs: number; pages: readonly string[] }

/** Activity per weekday, Sunday first, relative to a mean working day. At weekends `Role.weekendActivity` counts. */
const weekRhythm = [1, 0.95, 1.15, 1.1, 1.05, 0.75, 1]

/** All visits of a person outside incidents: routines, onboarding and errands. */
export function personaVisits(persona: Persona, days: readonly Day[], graph: HandbookGraph): Visit[] {
  return days.flatMap((day) => {
    const occasion = { graph, halfway: day.index > periodDays / 2, daysBeforeEnd: day.daysBeforeEnd }
    return [
      ...routine(persona, day, occasion),
      ...onboarding(persona, day, occasion),
      ...errands(persona, day, occasion),
    ]
  })
}

/** The person's checklist at its hour, some minutes early or late. Sometimes a page is skipped or others are added. */
function routine(persona: Persona, day: Day, occasion: Occasion): Visit[] {
  const { checklist, random, role, userId } = persona
  if (!checklist || !role.routine?.days.includes(day.weekday) || !random.chance(0.88)) return []
  const skipped = random.chance(0.12) ? random.below(checklist.trail.length) : -1
  const pages = checklist.trail.filter((_, index) => index !== skipped)
  const localHour = checklist.localHour + 0.08 * random.normal()
  const extra = random.chance(0.3) ? 1 + random.below(3) : 0
  return [{ userId, startMs: toUtc(persona, day, localHour), pages: wander(persona, occasion, pages, extra) }]
}

/** A newcomer continues the onboarding trail, and sometimes opens the last page of the day before again. */
function onboarding(persona: Persona, day: Day, occasion: Occasion): Visit[] {
  const { onboarding: plan, random, userId } = persona
  if (!plan || !day.isWorking || day.workingIndex < plan.firstWorkingDay) return []
  const bookmark = 3 * (day.workingIndex - plan.firstWorkingDay)
  const pages = plan.trail.slice(Math.max(0, bookmark - (random.chance(0.4) ? 1 : 0)), bookmark + 3)
  if (pages.length < 2 || random.chance(0.1)) return []
  const startMs = toUtc(persona, day, persona.startHour + random.between(0.5, 3))
  return [{ userId, startMs, pages: wander(persona, occasion, pages, random.below(4)) }]
}

/** A study of one subject, or an errand from page to page. */
function errands(persona: Persona, day: Day, occasion: Occasion): Visit[] {
  const { random, role, userId } = persona
  const activity = day.isWorking ? (weekRhythm[day.weekday] ?? 1) : role.weekendActivity
  return Array.from({ length: random.count(persona.sessionsPerDay * activity) }, () => ({
    userId,
    startMs: toUtc(persona, day, workingHour(persona)),
    pages: random.chance(0.35) ? study(persona, occasion) : errand(persona, occasion),
  }))
}

function study(persona: Persona, occasion: Occasion): string[] {
  const { random, role } = persona
  const trail = random.pick(role.studies)
  const from = random.chance(0.6) ? 0 : random.below(trail.length - 2)
  const pages = trail.slice(from, from + 3 + random.below(5)).filter(() => random.chance(0.92))
  const begun = pages.length > 0 ? pages : [firstPage(persona, occasion)]
  return wander(persona, occasion, begun, random.below(3))
}

function errand(persona: Persona, occasion: Occasion): string[] {
  const { random } = persona
  const further = random.chance(0.07) ? 0 : 1 + random.count(3)
  return wander(persona, occasion, [firstPage(persona, occasion)], further)
}

/** Mornings and afternoons are busy, lunch is quiet, and 6 % of the sessions are in the evening. */
function workingHour({ startHour, random }: Persona): number {
  if (random.chance(0.06)) return random.between(19, 23)
  return startHour + random.pick([0.3, 1.7, 5.2, 6.9]) + 0.8 * random.normal()
}

function toUtc({ offsetHours }: Persona, day: Day, localHour: number): number {
  return Math.round(day.startMs + (((localHour - offsetHours) * hourMs) % dayMs))
}
