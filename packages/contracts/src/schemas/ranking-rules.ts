import { type Static, Type } from 'typebox'
import { Boost } from './boost.ts'
import { diversity } from './scenario.ts'
import { weight } from './weight.ts'

export const SourceWeights = Type.Object(
  {
    coOccurrence: weight('what is used together with the context'),
    nextItem: weight('what comes next'),
    textSimilarity: weight('what reads alike'),
    trend: weight('what is used much these days'),
    timeOfWeek: weight('what the user uses at this hour of the week'),
    usualHour: weight('what everyone uses at this hour of the week'),
  },
  {
    additionalProperties: false,
    description: `Weights of the sources, in place of the learned ones. A source that is absent keeps its learned
weight; one of weight 0 counts only if no other source lists anything`,
  },
)

/** Another way to rank the suggestions of a placement. What is absent is as the placement has it. */
export const RankingRules = Type.Object(
  {
    weights: Type.Optional(SourceWeights),
    diversity,
    boost: Type.Optional(Type.Array(Boost, { maxItems: 10, description: 'Rules in place of those of the placement' })),
  },
  { additionalProperties: false, description: 'A ranking: what is absent is as the placement has it' },
)
export type RankingRules = Static<typeof RankingRules>
