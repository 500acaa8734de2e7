import { defineCall } from '../call.ts'
import { Event, EventsAccepted, maxEventsPerRequest } from '../schemas/event.ts'
import { Feedback, FeedbackAccepted, maxFeedbackPerRequest } from '../schemas/feedback.ts'

export const postEvents = defineCall({
  id: 'postEvents',
  method: 'POST',
  path: '/events',
  summary: 'Tell who used what; answered once it is committed',
  description: `What a browser loads on a guess is no usage: of a request with \`Sec-Purpose: prefetch\` (also
\`prefetch;prerender\`) nothing is stored, and the answer counts its valid lines as \`ignored\`. An event with a
\`receiptId\` was caused by an answer of ours: it is usage, but predictions neither score themselves by it nor learn from it.`,
  service: 'prediction',
  scope: 'events:write',
  idempotent: false,
  body: Event,
  bulk: { maxLines: maxEventsPerRequest },
  maxBodyBytes: 4 * 1024 * 1024,
  answers: { 202: EventsAccepted },
})

export const postFeedback = defineCall({
  id: 'postFeedback',
  method: 'POST',
  path: '/feedback',
  summary: 'Tell what became of an answer',
  description: 'Of a request with `Sec-Purpose: prefetch` nothing is stored: nobody has seen the page yet.',
  service: 'suggestion',
  scope: 'events:write',
  idempotent: false,
  body: Feedback,
  bulk: { maxLines: maxFeedbackPerRequest },
  answers: { 202: FeedbackAccepted },
})
