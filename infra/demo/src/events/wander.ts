import type { HandbookGraph, Page, Step } from './handbook-graph.ts'
import { interestIn, type Persona } from './personas.ts'
import { risingPages } from './rising-pages.ts'

/** The circumstances of a session. `halfway` is true in the second half of the period. */
export type Occasion = { graph: HandbookGraph; halfway: boolean; daysBeforeEnd: number }

const backShare = 0.1
const favouriteShare = 0.13
const anywhereShare = 0.05
const seenAlready = 0.1

/** Appends `count` pages to those already read, mostly related ones, and never the same page twice in a row. */
export function wander(persona: Persona, occasion: Occasion, read: readonly string[], count: number): string[] {
  const path = [...read]
  for (let left = count; left > 0; left -= 1) path.push(nextPage(persona, occasion, path))
  return path
}

/** The first page of a session: a favourite, or a page of the person's field. */
export function firstPage(persona: Persona, occasion: Occasion): string {
  const own = persona.random.chance(0.6)
  return own ? favourite(persona, occasion).id : anyPage(persona, occasion).id
}

function nextPage(persona: Persona, occasion: Occasion, path: readonly string[]): string {
  const here = path.at(-1) ?? ''
  const { random } = persona
  const rising = risingPages(occasion.graph.pages, occasion.daysBeforeEnd)
  const roll = random.unit() - rising.reduce((sum, { weight }) => sum + weight, 0)
  const next = roll < 0 ? random.pick(rising, weightOf).page.id : habitual(persona, occasion, path, roll)
  return next === here ? related(persona, occasion, path) : next
}

function habitual(persona: Persona, occasion: Occasion, path: readonly string[], roll: number): string {
  if (roll < backShare && path.length > 2) return persona.random.pick(path)
  if (roll < backShare + favouriteShare) return favourite(persona, occasion).id
  if (roll < backShare + favouriteShare + anywhereShare) return anyPage(persona, occasion).id
  return related(persona, occasion, path)
}

function related(persona: Persona, { graph }: Occasion, path: readonly string[]): string {
  const steps = graph.stepsFrom(path.at(-1) ?? '')
  return persona.random.pick(
    steps,
    ({ page, weight }) => weight * (0.3 + interestIn(persona.role, page)) * (path.includes(page.id) ? seenAlready : 1),
  ).page.id
}

/** Two of the six favourites change half-way through the period, because interests drift. */
function favourite({ favourites, random }: Persona, { halfway }: Occasion): Page {
  const current = halfway ? favourites.slice(2) : favourites.slice(0, -2)
  return random.pick(current, (page) => 1 / (1 + current.indexOf(page)))
}

function anyPage({ role, random }: Persona, { graph }: Occasion): Page {
  return random.pick(graph.pages, (page) => page.popularity * interestIn(role, page))
}

function weightOf({ weight }: Step): number {
  return weight
}
