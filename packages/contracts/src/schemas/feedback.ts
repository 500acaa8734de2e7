import { type Static, Type } from 'typebox'
import { Ignored, Rejection } from './event.ts'
import { Id, Time } from './text.ts'

const signals = ['impression', 'click', 'use', 'save', 'dismiss', 'purchase', 'prefetchUsed', 'prefetchWasted'] as const

export const maxFeedbackPerRequest = 1000

export const Feedback = Type.Object(
  {
    receiptId: Id,
    itemId: Id,
    signal: Type.Enum(signals),
    value: Type.Optional(Type.Number()),
    occurredAt: Type.Optional(Time),
  },
  { additionalProperties: false },
)
export type Feedback = Static<typeof Feedback>

export const FeedbackAccepted = Type.Object({
  accepted: Type.Integer(),
  rejected: Type.Array(Rejection),
  ignored: Ignored,
})
