import { defineCall } from '../call.ts'
import { Event, EventsAccepted, maxEventsPerRequest } from '../schemas/event.ts'
import { Feedback, FeedbackAccepted, maxFeedbackPerRequest } from '../schemas/feedback.ts'

export const postEvents = defineCall({
  id: 'postEvents',
  method: 'POST',
  path: '/events',
  summary: 'Tell who used what; answered once it is committed',
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
  service: 'suggestion',
  scope: 'events:write',
  idempotent: false,
  body: Feedback,
  bulk: { maxLines: maxFeedbackPerRequest },
  answers: { 202: FeedbackAccepted },
})
