import { fnv1a } from './hash-text.ts'
import { indexAt } from './index-at.ts'
import { seededRandom } from './seeded-random.ts'

/**
 * The variant of a unit (a user, else a session) in an experiment: the same in each process and at any time. Variants
 * in different experiments are independent, because the experiment is hashed too (FNV-1a, then mulberry32).
 *
 * @param shares of the variants, in proportion; only a unit near a boundary changes when the shares do
 * @returns index of the variant
 */
export function assignVariant(experimentId: string, unitId: string, shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (!(total > 0 && shares.every((share) => share >= 0)))
    throw new RangeError(`shares must be at least 0 and have a sum above 0, got ${shares}`)
  return indexAt(seededRandom(fnv1a(`${experimentId}\0${unitId}`))(), shares)
}
