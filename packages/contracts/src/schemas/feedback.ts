import { type Static, Type } from 'typebox'
import { Ignored, Rejection } from './event.ts'
import { Id, Time } from './text.ts'

const signals = [
  ...(['impression', 'click', 'use', 'save', 'dismiss', 'purchase'] as const),
  ...(['prefetchUsed', 'prefetchWasted', 'prefetchFailed'] as const),
] as const

/** The most feedback that one request may carry. */
export const maxFeedbackPerRequest = 1000

export const Feedback = Type.Object(
  {
    receiptId: Id('The answer, by its receiptId'),
    itemId: Id('The item of the answer'),
    signal: Type.Enum(signals, { description: 'What the user, or the browser, did with the item' }),
    value: Type.Optional(Type.Number({ description: 'A number of your own, such as a price' })),
    occurredAt: Type.Optional(Time('When it happened. The default is the time of arrival')),
  },
  {
    additionalProperties: false,
    description: 'What became of one item of an answer',
  },
)
export type Feedback = Static<typeof Feedback>

export const FeedbackAccepted = Type.Object(
  {
    accepted: Type.Integer({ description: 'Lines that were stored' }),
    duplicates: Type.Integer({ description: 'Lines whose receiptId, itemId and signal were stored before' }),
    waiting: Type.Optional(
      Type.Integer({
        description: `How many of the accepted lines wait until the receipt of their answer is stored. They are
checked then; if it does not arrive within 15 minutes, they are reported as unknown`,
      }),
    ),
    rejected: Type.Array(Rejection, { description: 'Lines that were not stored, and why' }),
    ignored: Ignored,
  },
  { description: 'The feedback is committed' },
)
