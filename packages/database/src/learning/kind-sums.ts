import { DistinctCount } from '@inkling/learning'

export type ItemKind = 'repeat' | 'new' | 'unknown'

/** Sums over cases; see the columns of `learning.metrics`. */
export interface CaseSums {
  readonly model: string
  readonly cases: number
  readonly hitsAt1: number
  readonly hitsAt5: number
  readonly hitsAt20: number
  readonly reciprocalRank: number
  readonly ndcg: number
  readonly logLoss: number
  readonly answered: number
  /** Sums per bin of the calibration error. */
  readonly calibration: readonly number[]
}

/** The sums of all hours of a window, or of one hour. */
export interface MetricsSums extends CaseSums {
  /** The kind of items; null for all of them. */
  readonly kind: ItemKind | null
  /** How many of the 4,096 bits of the sketch are set. */
  readonly listedBits: number
  readonly knownItems: number
}

/** The sums of a part of a window, of one model and one kind of items. */
export interface KindSums extends CaseSums {
  readonly kind: ItemKind
  /** A sketch of the listed items: 4,096 bits in hexadecimal digits. */
  readonly listed: string
  readonly knownItems: number
}

/** Adds up parts of a window: per model, over all items and then for each kind, in the order of their names. */
export function totalsOf(parts: readonly KindSums[]): MetricsSums[] {
  const models = Map.groupBy(parts, ({ model }) => model)
  return [...models.keys()].toSorted().flatMap((model) => {
    const own = models.get(model) ?? []
    const kinds = Map.groupBy(own, ({ kind }) => kind)
    return [sumOf(own, null), ...[...kinds.keys()].toSorted().map((kind) => sumOf(kinds.get(kind) ?? [], kind))]
  })
}

/** Of the calibration: three numbers for each of 20 bins; missing ones are 0. */
const bins = Array.from({ length: 60 }, (_, n) => n)

const counts = [
  ...(['cases', 'hitsAt1', 'hitsAt5', 'hitsAt20'] as const),
  ...(['reciprocalRank', 'ndcg', 'logLoss', 'answered'] as const),
]

function sumOf(parts: readonly KindSums[], kind: ItemKind | null): MetricsSums {
  const listed = new DistinctCount()
  for (const part of parts) listed.addAll(sketchOf(part.listed))
  const sum = (of: (part: KindSums) => number) => parts.reduce((total, part) => total + of(part), 0)
  const sums = Object.fromEntries(counts.map((name) => [name, sum((part) => part[name])]))
  return {
    ...(sums as Record<(typeof counts)[number], number>),
    model: parts[0]?.model ?? '',
    kind,
    calibration: bins.map((bin) => sum(({ calibration }) => calibration[bin] ?? 0)),
    listedBits: listed.bits,
    knownItems: Math.max(...parts.map(({ knownItems }) => knownItems)),
  }
}

function sketchOf(digits: string): DistinctCount {
  const sketch = new DistinctCount()
  sketch.restore(
    Array.from({ length: digits.length / 8 }, (_, n) => Number.parseInt(digits.slice(n * 8, n * 8 + 8), 16)),
  )
  return sketch
}
