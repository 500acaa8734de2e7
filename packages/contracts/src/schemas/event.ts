import { type Static, Type } from 'typebox'
import { Id, Named, Text, Time } from './text.ts'

/** The most events that one request may carry. */
export const maxEventsPerRequest = 1000

const contextValue = Type.Union([Text(1024), Type.Number(), Type.Boolean()])

/** One use of an item. One of `userId` and `sessionId` is required, which the prediction service checks. */
export const Event = Type.Object(
  {
    id: Type.Optional(Id('Events with the same id are stored once; without an id, a repetition is stored again')),
    type: Type.String({
      format: 'storable-text',
      minLength: 1,
      maxLength: 64,
      description: 'What the user did',
      examples: ['view'],
    }),
    userId: Type.Optional(Id('The person; required if there is no sessionId')),
    sessionId: Type.Optional(Id('The session; required if there is no userId')),
    itemId: Id('The item that was used'),
    occurredAt: Type.Optional(
      Time(
        'When it happened, at most 5 minutes in the future, and at most 31 days ago if a page sends it. The default is the time of arrival',
      ),
    ),
    value: Type.Optional(Type.Number({ description: 'A number of your own, such as a price or a rating' })),
    context: Type.Optional(
      Named(
        contextValue,
        32,
        'Facts of your own about the event, at most 32. `userAgent` names the browser of the visitor, by which robots ' +
          'are recognised',
      ),
    ),
    receiptId: Type.Optional(
      Id(
        'The answer of Inkling that led to this use. The event counts as usage, but predictions do not learn from it. An event with another receiptId is rejected',
      ),
    ),
  },
  {
    additionalProperties: false,
    description: 'One use of an item',
  },
)
export type Event = Static<typeof Event>

export const Rejection = Type.Object({
  index: Type.Integer({ description: 'The place of the line in the request, from 0' }),
  pointer: Type.String({ description: 'JSON Pointer to the field of the line that is not valid' }),
  code: Type.String({ description: 'The rule that the field breaks, for programs' }),
  detail: Type.String({ description: 'What the field must be' }),
})
export type Rejection = Static<typeof Rejection>

/** The valid lines that nobody may learn from. */
export const Ignored = Type.Optional(
  Type.Integer({
    description:
      'Valid lines that were not stored: from a speculative load, without consent, or of a robot. Absent if none',
  }),
)

export const EventsAccepted = Type.Object(
  {
    accepted: Type.Integer({ description: 'Events that were stored' }),
    duplicates: Type.Integer({ description: 'Events that were stored before, by their ids' }),
    rejected: Type.Array(Rejection, { description: 'Lines that were not stored, and why' }),
    ignored: Ignored,
  },
  { description: 'The events are committed' },
)
export type EventsAccepted = Static<typeof EventsAccepted>
