import { type Static, Type } from 'typebox'
import { ComponentWeights } from './component-weights.ts'
import { RankingRules } from './ranking-rules.ts'
import { ScenarioId } from './scenario.ts'
import { Time } from './text.ts'

const phases = ['challenging', 'serving', 'guarding', 'rejected', 'rolledBack', 'benched'] as const

const scenario = Type.Optional(ScenarioId('The placement. Without it: suggestions of no placement', []))

const leagueOf = Type.Optional(
  Type.Enum(['suggestions', 'predictions'] as const, {
    description: 'What is ranked. The default is suggestions; predictions have one league, of no placement',
  }),
)

/** How a challenger ranks suggestions, or predicts. */
const LeagueRules = Type.Object(
  { ...RankingRules.properties, components: Type.Optional(ComponentWeights) },
  { additionalProperties: false, description: 'Of predictions only `components`, of suggestions all others' },
)
export type LeagueRules = Static<typeof LeagueRules>

export const ChallengerName = ScenarioId(`The name of the challenger. Taken are incumbent, of suggestions also prior and
equal, and of predictions also trained and previous`)

export const LeagueQuery = Type.Object({ of: leagueOf, scenario }, { additionalProperties: false })
export type LeagueQuery = Static<typeof LeagueQuery>

export const ChallengerBody = Type.Object(
  { of: leagueOf, scenario, rules: LeagueRules },
  { additionalProperties: false, description: 'How the challenger ranks or predicts' },
)
export type ChallengerBody = Static<typeof ChallengerBody>

const Standing = Type.Object({
  name: Type.String({
    description: `incumbent is the learned weights, prior the first ones, equal those of 1. Of predictions: incumbent is
the model that was trained, previous the one before it, trained the one that the last training run rejected`,
  }),
  rules: LeagueRules,
  phase: Type.Enum(phases, {
    description: `serving: it ranks the answers. guarding: it served before, and does again if it proves better.
challenging: it ranks unseen. rejected: it is proven worse. rolledBack: it served and turned out worse. benched: it
failed or was slow, and sits out for an hour`,
  }),
  events: Type.Integer({
    description: 'Clicks, or events that told what came next, on which it was compared with the one that serves',
  }),
  lead: Type.Object(
    { mean: Type.Number(), low: Type.Number(), high: Type.Number() },
    {
      description: `How much more often than the ranking that serves it puts the clicked one of two neighbours first,
from −1 to 1; of predictions, by how much its mean of 1 / rank of the next item is greater. With an interval that holds
the true value at all times with probability 95 %`,
    },
  ),
  benchedBecause: Type.Optional(Type.String({ description: 'Why it sits out' })),
})
export type Standing = Static<typeof Standing>

const Ruling = Type.Object({
  at: Time(),
  kind: Type.Enum(['promoted', 'rolledBack'] as const),
  name: Type.String(),
})
export type LeagueRuling = Static<typeof Ruling>

export const League = Type.Object(
  {
    of: Type.Optional(Type.Literal('predictions')),
    scenario: Type.Optional(Type.String()),
    serving: Type.String({ description: 'The name of the ranking that serves' }),
    data: Type.Array(Standing, { description: 'All rankings, the one that serves first' }),
    rulings: Type.Array(Ruling, { description: 'The newest 50, newest first' }),
  },
  { description: 'The rankings of a placement, and what is known of each' },
)
export type League = Static<typeof League>
