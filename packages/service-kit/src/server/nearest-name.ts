import { closest, distance } from 'fastest-levenshtein'

/** Two typing errors per name are likely; of a short name, they leave nothing. */
const maxDistance = 2

/** The known name that someone who wrote `given` probably meant, without regard to case, `_` and `-`. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || given.length > 64) return undefined
  const byPlain = new Map(known.map((name) => [plain(name), name]))
  const nearest = closest(plain(given), [...byPlain.keys()])
  const isNear = distance(plain(given), nearest) <= Math.min(maxDistance, Math.floor(nearest.length / 3))
  return isNear ? byPlain.get(nearest) : undefined
}

const plain = (name: string) => name.replaceAll(/[-_]/g, '').toLowerCase()
