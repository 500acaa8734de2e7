import { type Static, Type } from 'typebox'
import { weight } from './weight.ts'

/** By the names of the components of the predictor. */
export const ComponentWeights = Type.Object(
  {
    repeatConsumption: weight('what the user has used before'),
    vmisKnn: weight('what similar sessions used'),
    transitions: weight('what followed each of the last items'),
    ppm: weight('what directly followed the last items'),
    randomWalk: weight('neighbours of neighbours'),
    timeOfWeek: weight('what the user uses at this hour of the week'),
    trend: weight('what everyone uses these days'),
  },
  {
    additionalProperties: false,
    description: `Weights of the components of predictions, in place of the learned ones; at least one is above 0. A
component that is absent, or of weight 0, counts only if no other lists anything`,
  },
)
export type ComponentWeights = Static<typeof ComponentWeights>
