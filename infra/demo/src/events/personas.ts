import type { Page } from './handbook-graph.ts'
import type { Random } from './random.ts'
import { type Role, roles } from './roles.ts'
import type { Trail } from './trails.ts'

export type Persona = {
  userId: string
  role: Role
  /** Local time minus UTC. */
  offsetHours: number
  /** Local hour at which the working day begins. */
  startHour: number
  sessionsPerDay: number
  /** The person's favourite pages, the best first. The last two count only in the second half of the period. */
  favourites: readonly Page[]
  checklist?: { trail: Trail; localHour: number }
  /** `firstWorkingDay` is an index of working days. */
  onboarding?: { trail: Trail; firstWorkingDay: number }
  random: Random
}

const favouriteCount = 6
const spread = 0.7
const restOfWorld = 0.1
const offsets = [0, 0, 1, 1, 1, 2, -5, -5, -8, 5.5]

export function makePersonas(pages: readonly Page[], random: Random): Persona[] {
  return roles.flatMap((role) =>
    Array.from({ length: role.people }, (_, index) => makePersona(role, index + 1, pages, random.fork())),
  )
}

export function interestIn(role: Role, page: Page): number {
  return role.interests[page.section] ?? restOfWorld
}

function makePersona(role: Role, number: number, pages: readonly Page[], random: Random): Persona {
  const startHour = random.between(7.5, 10)
  const { routine, onboardings } = role
  return {
    userId: `${role.name}-${String(number).padStart(2, '0')}`,
    role,
    offsetHours: random.pick(offsets),
    startHour,
    // Log-normal with mean 1: a few people read much more than the others.
    sessionsPerDay: role.sessionsPerDay * Math.exp(spread * random.normal() - spread ** 2 / 2),
    favourites: pickFavourites(role, pages, random),
    ...(routine && random.chance(routine.share)
      ? { checklist: { trail: random.pick(routine.checklists), localHour: startHour + random.between(0.1, 0.8) } }
      : {}),
    ...(onboardings ? { onboarding: { trail: random.pick(onboardings), firstWorkingDay: random.below(16) } } : {}),
    random,
  }
}

function pickFavourites(role: Role, pages: readonly Page[], random: Random): Page[] {
  const left = new Set(pages)
  return Array.from({ length: favouriteCount }, () => {
    const page = random.pick([...left], (candidate) => interestIn(role, candidate) * candidate.popularity)
    left.delete(page)
    return page
  })
}
