import { type Static, Type } from 'typebox'
import { Reason } from './answer.ts'
import { ExperimentRole } from './experiment.ts'

const ReceiptItem = Type.Object({
  itemId: Type.String(),
  position: Type.Integer({ description: 'Its place in the list, from 1' }),
  score: Type.Number({ description: 'In predictions the probability' }),
  propensity: Type.Optional(
    Type.Number({
      description: `Of a suggestion: the chance that the item stood there, below 1 if the order was randomised.
Of a search: the chance that it was looked at because of its place`,
    }),
  ),
  reasons: Type.Optional(Type.Array(Reason, { description: 'What the score was made of' })),
  feedback: Type.Array(Type.Object({ signal: Type.String(), occurredAt: Type.String({ format: 'date-time' }) }), {
    description: 'What became of it',
  }),
})

const replayOutcomes = ['identical', 'changed', 'different', 'unavailable'] as const

const Replay = Type.Object(
  {
    outcome: Type.Enum(replayOutcomes, {
      description: `Whether the same request gives the same answer now: identical, but for places that
chance decided, which the summary names; changed, because the model or the
items are not the same any more; different, although they are (a fault); or unavailable, because it could not be
made again`,
    }),
    because: Type.Optional(Type.String({ description: 'What has changed, or why it could not be made' })),
    data: Type.Optional(
      Type.Array(Type.Object({ itemId: Type.String(), score: Type.Number() }), {
        description: 'The answer now, if it is another',
      }),
    ),
    ranking: Type.Optional(
      Type.Enum(['identical', 'different'] as const, {
        description: `Of a suggestion: whether the recorded scores of the sources and the recorded weights give the
recorded list. This needs no model, so it can be told of every recorded suggestion`,
      }),
    ),
  },
  { description: 'The answer, made again' },
)

export const Receipt = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(['prediction', 'suggestion', 'search'] as const),
    createdAt: Type.String({ format: 'date-time', description: 'When the answer was given' }),
    userId: Type.Optional(Type.String()),
    sessionId: Type.Optional(Type.String()),
    scenario: Type.Optional(Type.String({ description: 'The placement of a suggestion' })),
    experiment: Type.Optional(ExperimentRole),
    request: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'What was asked, besides whom it named' }),
    ),
    requestDigest: Type.Optional(Type.String({ description: 'Equal for equal requests' })),
    epoch: Type.Integer({ description: 'The position in the log of changes up to which the answer knew' }),
    model: Type.Optional(
      Type.Object({
        version: Type.String({ description: 'Equal for the same model in the same state' }),
        weights: Type.Optional(
          Type.Record(Type.String(), Type.Number(), { description: 'Of a suggestion: the weight of each source' }),
        ),
      }),
    ),
    items: Type.Array(ReceiptItem),
    summary: Type.Array(Type.String(), { description: 'What the answer was made of, in sentences' }),
    replay: Type.Optional(Replay),
  },
  { description: 'Why an answer was given, and what became of it' },
)
export type Receipt = Static<typeof Receipt>
