import type { PerField } from '../corpus/fields.ts'

/** Chosen once for all collections of the README; tags, which no public collection has, lie between title and text. */
const DEFAULTS: Readonly<PerField> = { title: 5, tags: 3, text: 1 }
const WEIGHT_MAX = 100

export type FieldWeights = Readonly<Partial<PerField>>

/** What a word counts in each field; the default where none is given. @throws RangeError for one outside of 0 to 100 */
export function fieldWeights(given: FieldWeights = {}): Readonly<PerField> {
  const weights = { ...DEFAULTS, ...given }
  for (const [field, weight] of Object.entries(weights)) {
    if (!(weight >= 0 && weight <= WEIGHT_MAX))
      throw new RangeError(`fieldWeights.${field} is ${weight}; it must be from 0 to ${WEIGHT_MAX}`)
  }
  return weights
}
