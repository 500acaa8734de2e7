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
  /** A sketch of the listed items. */
  readonly listed: DistinctCount
  readonly knownItems: number
}

/** Adds up parts of a window: per model, over all items and then for each kind, in the order of their names. */
export function totalsOf(parts: readonly KindSums[]): MetricsSums[] {
  const models = Map.groupBy(parts, ({ model }) => model)
  return [...models.keys()].toSorted().flatMap((model) => {
    const kinds = Map.groupBy(models.get(model) ?? [], ({ kind }) => kind)
    const sums = [...kinds.keys()].toSorted().map((kind) => sumOf(kinds.get(kind) ?? []))
    return [{ ...told(sumOf(sums)), kind: null }, ...sums.map(told)]
  })
}

const told = ({ listed, ...sums }: KindSums): MetricsSums => ({ ...sums, listedBits: listed.bits })

/** Of the calibration: three numbers for each of 20 bins; missing ones are 0. */
const bins = 60

const counts = [
  ...(['cases', 'hitsAt1', 'hitsAt5', 'hitsAt20'] as const),
  ...(['reciprocalRank', 'ndcg', 'logLoss', 'answered'] as const),
]

/** Of one part at least; the model and the kind are those of the first. */
function sumOf(parts: readonly KindSums[]): KindSums {
  const [{ model, kind }] = parts as [KindSums]
  const listed = new DistinctCount()
  const calibration = new Array<number>(bins).fill(0)
  for (const part of parts) {
    listed.addAll(part.listed)
    for (let bin = 0; bin < part.calibration.length; bin++)
      calibration[bin] = (calibration[bin] ?? 0) + (part.calibration[bin] as number)
  }
  const sums = counts.map((name) => [name, parts.reduce((total, part) => total + part[name], 0)])
  return {
    ...(Object.fromEntries(sums) as Record<(typeof counts)[number], number>),
    ...{ model, kind, calibration, listed },
    knownItems: Math.max(...parts.map(({ knownItems }) => knownItems)),
  }
}

/** @param bytes 4,096 bits, the first ones highest */
export function sketchOf(bytes: Buffer): DistinctCount {
  const words = new Uint32Array(bytes.length / 4)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let n = 0; n < words.length; n++) words[n] = view.getUint32(4 * n)
  const sketch = new DistinctCount()
  sketch.restore(words)
  return sketch
}
