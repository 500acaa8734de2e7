import { type Static, Type } from 'typebox'
import { Boost } from './boost.ts'
import { SourceWeights } from './ranking-rules.ts'
import { diversity, ScenarioId } from './scenario.ts'

export const SimulationRequest = Type.Object(
  {
    scenario: Type.Optional(ScenarioId('The placement. Without it: suggestions of no placement')),
    weights: Type.Optional(SourceWeights),
    boost: Type.Optional(Type.Array(Boost, { maxItems: 10, description: 'Rules in place of those of the placement' })),
    diversity,
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 30, description: 'How far back to look. The default is 7 days' }),
    ),
  },
  { additionalProperties: false },
)
export type SimulationRequest = Static<typeof SimulationRequest>

const Estimate = (description: string) =>
  Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() }, { description })

export const Simulation = Type.Object(
  {
    answers: Type.Integer({ description: 'Answers that were ranked again' }),
    people: Type.Integer({ description: 'People and sessions that got them' }),
    estimate: Type.Union(
      [
        Type.Null(),
        Type.Object({
          logged: Estimate('Clicks per shown item, as it was'),
          simulated: Estimate('Clicks per shown item by the weights and rules of the request'),
          effect: Estimate('Simulated less logged'),
          effectiveItems: Type.Number({
            description: 'How many shown items the estimate is worth; below 100 its interval is doubtful',
          }),
          support: Type.Number({
            description: `The share of what the simulated lists show that recorded answers show too. Below 0.9 the
estimate leaves much out`,
          }),
        }),
      ],
      { description: 'With 95 % intervals; null if fewer than two people got answers that can be ranked again' },
    ),
    warnings: Type.Array(Type.String(), { description: 'Why to doubt the estimate' }),
  },
  { description: 'What other weights or rules would have done' },
)
export type Simulation = Static<typeof Simulation>
