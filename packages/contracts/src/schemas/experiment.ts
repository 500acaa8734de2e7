import { type Static, Type } from 'typebox'
import { Page } from './page.ts'
import { RankingRules } from './ranking-rules.ts'
import { ScenarioId } from './scenario.ts'
import { Text, Time } from './text.ts'

const designs = ['ab', 'interleaving'] as const
const states = ['running', 'stopped'] as const
const reasons = ['proven', 'sampleRatio', 'failures', 'latency', 'time', 'request'] as const
const variants = ['control', 'treatment'] as const
const roles = [...variants, 'interleaved'] as const

const Guardrails = Type.Object(
  {
    latencyMs: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 1000,
        description:
          'The most milliseconds that an answer of the treatment may take longer, on average. The default is 50',
      }),
    ),
    failureRate: Type.Optional(
      Type.Number({
        minimum: 0.001,
        maximum: 1,
        description: `The most by which the share of answers that fail or are degraded may be higher in the treatment.
The default is 0.02`,
      }),
    ),
  },
  { additionalProperties: false, description: 'What stops an A/B test that harms' },
)

const settings = {
  name: Text(200, 'What is tried, for people'),
  scenario: Type.Optional(ScenarioId('The placement. Without it: suggestions of no placement')),
  design: Type.Enum(designs, {
    description: `ab: each person or session gets one of the variants, always the same. interleaving: each list is
drafted from both rankings in turns (team draft), and clicks say which one is liked better; it needs far fewer people`,
  }),
  control: Type.Optional(RankingRules),
  treatment: RankingRules,
  share: Type.Optional(
    Type.Number({
      minimum: 0.05,
      maximum: 0.95,
      description: 'The share of people and sessions that get the treatment of an A/B test. The default is 0.5',
    }),
  ),
  alpha: Type.Optional(
    Type.Number({
      minimum: 0.001,
      maximum: 0.2,
      description: `The chance that a treatment without effect is ever taken for better or worse, however often the
result is looked at. The default is 0.05`,
    }),
  ),
  outcomeSeconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 604_800,
      description: `For how long after the first answer to a person or session their clicks count. Then their outcome is
final. The default is 1800`,
    }),
  ),
  days: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 90, description: 'After so many days it stops. The default is 28' }),
  ),
  guardrails: Type.Optional(Guardrails),
}

export const NewExperiment = Type.Object(settings, { additionalProperties: false })
export type NewExperiment = Static<typeof NewExperiment>

export const ExperimentPatch = Type.Object(
  { state: Type.Enum(['stopped'] as const, { description: 'An experiment that has stopped stays so' }) },
  { additionalProperties: false },
)

const numberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
const Pair = (description: string) =>
  Type.Object(
    { control: numberOrNull('null before the first'), treatment: numberOrNull('null before the first') },
    {
      description,
    },
  )
const Difference = (description: string) =>
  Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() }, { description })

const Result = Type.Object(
  {
    units: Type.Integer({ description: 'People and sessions whose outcome is final' }),
    unitsOf: Type.Optional(
      Type.Object({ control: Type.Integer(), treatment: Type.Integer() }, { description: 'Of an A/B test' }),
    ),
    clickRate: Type.Optional(Pair('Of an A/B test: the share of people and sessions that clicked')),
    difference: Difference(`Treatment less control, with an interval that holds the true value at all times with
probability 1 − alpha. In an A/B test of the click rates; in interleaving from −1 (all clicks are on items of the
control) to 1`),
    sampleRatio: Type.Optional(
      Type.Object(
        { pValue: Type.Number() },
        { description: 'Of an A/B test: whether people arrive by the planned shares; below 0.001 they do not' },
      ),
    ),
    latencyMs: Type.Optional(Pair('Of an A/B test: milliseconds per answer')),
    failureRate: Type.Optional(Pair('Of an A/B test: the share of answers that failed or were degraded')),
  },
  { description: 'What is known by now' },
)

export const Experiment = Type.Object(
  {
    id: Type.String(),
    ...settings,
    state: Type.Enum(states),
    createdAt: Time(),
    endsAt: Time('When it stops at the latest'),
    stoppedAt: Type.Optional(Time()),
    reason: Type.Optional(
      Type.Enum(reasons, {
        description: `Why it stopped. proven: one variant is better. sampleRatio: people did not arrive by the planned
shares, so its result is worthless. failures, latency: a guardrail. time: its days are over. request: by a call`,
      }),
    ),
    winner: Type.Optional(Type.Enum(variants, { description: 'The variant that is proven to be better' })),
    result: Result,
  },
  { description: 'A comparison of two rankings on the people who get suggestions' },
)
export type Experiment = Static<typeof Experiment>

export const ExperimentPage = Page(Experiment)

/** What an answer says of an experiment that it is part of. */
export const ExperimentRole = Type.Object(
  { id: Type.String(), variant: Type.Enum(roles) },
  { description: 'The experiment that the answer is part of, and its variant' },
)
export type ExperimentRole = Static<typeof ExperimentRole>
