import { type Static, Type } from 'typebox'
import { Boost } from './boost.ts'
import { Text } from './text.ts'

const scenarioPattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'

/** @param examples Those of a parameter appear in the request of its documentation. */
export const ScenarioId = (description: string, examples: readonly string[] = ['product-page']) =>
  Type.String({ pattern: scenarioPattern, description, ...(examples.length > 0 && { examples: [...examples] }) })

/** The most that an answer may be randomised in order to learn. */
const Rate = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 0.2, description }))

export const diversity = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 1,
    description: `How much the items of one list differ: from 0, by score alone, to 1, the least alike alone (maximal
marginal relevance over kind, tags and words of the title)`,
  }),
)

const settings = {
  description: Type.Optional(Text(500, 'What the placement is, for people')),
  diversity,
  explorationRate: Rate(`The share of answers in which one place shows an item from further down, so that its appeal
can be learned. 0 forbids it. The default is that of the installation`),
  exploration: Type.Optional(
    Type.Enum(['epsilon', 'thompson'] as const, {
      description: `Which item from further down is shown. epsilon: each of the next 50 is equally likely. thompson: by
the probability that it is the best of them, as sure as the learned weights are (Thompson sampling). The default is
epsilon; receipts log the propensities of both`,
    }),
  ),
  swapRate: Rate(`The share of answers in which a coin decides the order of neighbours, so that it can be learned how
much the place matters. 0 forbids it. The default is that of the installation`),
  repeatMinutes: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1440,
      description: `For how long the placement does not show the same person or session an item again. The default
is 0: items are shown again`,
    }),
  ),
  boost: Type.Optional(Type.Array(Boost, { maxItems: 10, description: 'Rules for all answers of this placement' })),
}

export const ScenarioSettings = Type.Object(
  {
    ...settings,
    id: Type.Optional(Text(64, 'Ignored; the path decides')),
    createdAt: Type.Optional(Text(40, 'Ignored')),
    updatedAt: Type.Optional(Text(40, 'Ignored')),
  },
  { additionalProperties: false },
)
export type ScenarioSettings = Static<typeof ScenarioSettings>

export const Scenario = Type.Object(
  { id: Type.String(), ...settings, createdAt: Type.String(), updatedAt: Type.String() },
  { description: 'A placement of suggestions, with weights of its own' },
)
export type Scenario = Static<typeof Scenario>
