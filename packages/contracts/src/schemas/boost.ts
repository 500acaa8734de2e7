import { type Static, Type } from 'typebox'
import { filterGrammar } from './filter.ts'
import { Text } from './text.ts'

/** Changes the score of items that meet a filter, within bounds: a rule moves items, and cannot decide alone. */
export const Boost = Type.Object(
  {
    filter: Text(2000, filterGrammar),
    factor: Type.Number({
      minimum: 0.25,
      maximum: 4,
      description: 'Multiplies the score of the items that meet the filter',
    }),
  },
  { additionalProperties: false },
)
export type Boost = Static<typeof Boost>
