import { defineCall } from '../call.ts'
import { Event, EventsAccepted, maxEventsPerRequest } from '../schemas/event.ts'
import { Feedback, FeedbackAccepted, maxFeedbackPerRequest } from '../schemas/feedback.ts'

export const postEvents = defineCall({
  id: 'postEvents',
  method: 'POST',
  path: '/events',
  summary: 'Record events',
  description: `Stores what users did, as one event, an array or NDJSON.

- The answer comes after the events are committed. Its header \`Consistency-Token\` lets a later prediction wait for
  them.
- An event that is not valid is rejected alone; the other events of the request are stored.
- Events with an \`id\` that was stored before are counted as \`duplicates\` and not stored again. For events without
  one, an \`Idempotency-Key\` makes a retry safe.
- Predictions neither learn from events with a \`receiptId\` nor measure themselves by them, because an answer of
  Inkling caused these events.
- If the request has the header \`Sec-Purpose: prefetch\` or \`prefetch;prerender\`, nothing is stored and valid
  events are counted as \`ignored\`: no one has seen the page yet.
- With the header \`Consent: none\` nothing is stored and valid events are counted as \`ignored\`.
- Events of robots are counted as \`ignored\` too. A robot is recognised by its user agent: the one that the event
  names in \`context.userAgent\`, or else, with a publishable key, that of the request. The user agents of servers
  with a secret key and of HTTP libraries say nothing of the visitor, so they are not looked at.`,
  service: 'prediction',
  scope: 'events:write',
  priority: 'critical',
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
  summary: 'Record feedback on an answer',
  description: `Stores what became of the items of an answer, as one object, an array or NDJSON.

- \`receiptId\` is that of a prediction, a suggestion or a search of yours; in the example it is a placeholder.
- The answer comes after the feedback is committed.
- Feedback that is not valid is rejected alone, such as one with a \`receiptId\` of another tenant, on an item that the
  answer did not show, or on an answer that is older than 7 days.
- Feedback may arrive before its answer is recorded: it then waits, and is counted in \`waiting\`.
- Its header \`Consistency-Token\` lets later suggestions wait for it.
- Suggestions learn from \`click\`, \`use\`, \`save\`, \`purchase\` and \`dismiss\` within seconds. What one user or
  session teaches is bounded. An event on a suggested item within 30 minutes counts as a click, too.
- \`dismiss\` hides the item from suggestions for the user and the session of the answer for 30 days.
- \`prefetchFailed\` says that the page answered an error. For a day, or until \`prefetchUsed\`, no speculation rule
  names it.
- If the request has the header \`Sec-Purpose: prefetch\`, nothing is stored: no one has seen the page yet. Nor is it
  with \`Consent: none\`, or if a robot sends it with a publishable key. Valid lines are then counted as \`ignored\`.`,
  service: 'suggestion',
  scope: 'events:write',
  idempotent: false,
  body: Feedback,
  bulk: { maxLines: maxFeedbackPerRequest },
  answers: { 202: FeedbackAccepted },
})
