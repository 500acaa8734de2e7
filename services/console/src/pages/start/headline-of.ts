/** How many of the most probable items a hit rate looks at. */
const cuts = [20, 5, 1] as const

export interface Headline {
  readonly cut: number
  readonly hitRate: number
  /** The share of cases that a list of this length hits by chance; undefined if the number of items is not known. */
  readonly byChance: number | undefined
}

/**
 * The hit rate that says most about a catalogue: of the longest list that holds at most half of its items. A list that
 * holds nearly all of them hits nearly always. Undefined if a training has measured none.
 */
export function headlineOf(
  measured: Readonly<Record<string, unknown>>,
  items: number | undefined,
): Headline | undefined {
  const present = cuts.flatMap((cut) => {
    const hitRate = measured[`hitRateAt${cut}`]
    return typeof hitRate === 'number' ? [{ cut, hitRate, byChance: items && Math.min(1, cut / items) }] : []
  })
  const telling = present.find(({ cut }) => items === undefined || 2 * cut <= items)
  return telling ?? present.at(-1)
}
