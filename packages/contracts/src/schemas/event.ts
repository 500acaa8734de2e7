import { type Static, Type } from 'typebox'
import { Id, Named, Text, Time } from './text.ts'

/** Most events that one request may carry. */
export const maxEventsPerRequest = 1000

/** One use of an item. One of userId and sessionId is required; without `id` the event cannot be recognised as a duplicate. */
export const Event = Type.Object(
  {
    id: Type.Optional(Id),
    type: Type.String({ format: 'storable-text', minLength: 1, maxLength: 64, examples: ['view'] }),
    userId: Type.Optional(Id),
    sessionId: Type.Optional(Id),
    itemId: Id,
    occurredAt: Type.Optional(Time),
    value: Type.Optional(Type.Number()),
    context: Type.Optional(Named(Type.Union([Text(1024), Type.Number(), Type.Boolean()]), 32)),
    receiptId: Type.Optional(
      Type.String({
        ...Id,
        description:
          'The answer of ours that led to this use. It counts as usage, but predictions do not learn from it',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Event = Static<typeof Event>

export const Rejection = Type.Object({
  index: Type.Integer({ description: 'Place in the request, from 0' }),
  pointer: Type.String({ description: 'JSON Pointer to the faulty field of the line' }),
  code: Type.String(),
  detail: Type.String(),
})
export type Rejection = Static<typeof Rejection>

/** Of a request with `Sec-Purpose: prefetch`, all of whose valid lines end here. */
export const Ignored = Type.Optional(
  Type.Integer({ description: 'Valid, but sent with Sec-Purpose: prefetch. That is no usage: nothing was stored' }),
)

export const EventsAccepted = Type.Object({
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  rejected: Type.Array(Rejection),
  ignored: Ignored,
})
export type EventsAccepted = Static<typeof EventsAccepted>
