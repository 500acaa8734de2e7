import type { DigestLine } from './message.ts'

interface Fired {
  readonly name: string
  readonly severity: string
  readonly title: string
  readonly firedAt: Date
}

const dayMs = 86_400_000
/** Monday, 5 January 1970, 8:00 UTC. */
const firstMs = 4 * dayMs + 8 * 3_600_000

/** The week that ended last, from Monday 8:00 UTC to the next. */
export function digestWeek(nowMs: number): { readonly from: Date; readonly to: Date } {
  const toMs = firstMs + Math.floor((nowMs - firstMs) / (7 * dayMs)) * 7 * dayMs
  return { from: new Date(toMs - 7 * dayMs), to: new Date(toMs) }
}

/** A line for each alert, the one that fired most often first. */
export const digestOf = (fired: readonly Fired[]): DigestLine[] =>
  [...Map.groupBy(fired, ({ name }) => name).values()].flatMap(lineOf).toSorted((a, b) => b.times - a.times)

function lineOf(fired: readonly Fired[]): DigestLine[] {
  const [latest] = fired.toSorted((a, b) => b.firedAt.getTime() - a.firedAt.getTime())
  if (!latest) return []
  const { name, severity, title, firedAt } = latest
  return [{ name, severity, title, times: fired.length, lastFiredAt: firedAt.toISOString() }]
}
