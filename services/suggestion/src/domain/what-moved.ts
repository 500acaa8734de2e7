import type { Replayed } from '@inkling/contracts'
import { plural } from './plural.ts'

type Revision = NonNullable<Replayed['revision']>

/** By the name of each number of a revision: what a difference, now less then, means. */
const meanings: Readonly<Record<string, (difference: number) => string>> = {
  events: (n) => (n > 0 ? `it has ${plural(n, 'more event')}` : `it has ${plural(-n, 'event')} fewer`),
  cases: (n) =>
    n > 0
      ? `its weights have learned from ${plural(n, 'event')} since`
      : 'its weights were learned again, from fewer events',
  late: () => 'events that arrived late have taken their places',
  moves: () => 'events were taken out of it or left out, or it was built again',
  removed: () => 'other items are deleted, merged or set to expire',
  alike: () => 'other items resemble the item where the user was',
  budget: () => 'items have other sizes, or prefetches another measured waste',
}

/** What a prediction is made from and was not the same then, in words. */
export function whatMoved(then: Revision = {}, now: Revision = {}): string[] {
  return Object.entries(meanings).flatMap(([name, meaning]) => {
    const [before, after] = [then[name], now[name]]
    return before === undefined || after === undefined || before === after ? [] : [meaning(after - before)]
  })
}
