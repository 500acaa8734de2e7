import { defineCall } from '../call.ts'
import {
  LookedUp,
  LookupRequest,
  PredictionReplay,
  RelatedItems,
  RelatedRequest,
  Replayed,
  ScoredItems,
  SearchReplay,
  SimilarRequest,
} from '../schemas/internal-requests.ts'

export const relatedItems = defineCall({
  id: 'relatedItems',
  method: 'POST',
  path: '/internal/related',
  summary: 'List items that behaviour suggests for the given ones, by source',
  description: `Returns no given item, and at most \`limit\` items of each source.

- \`coOccurrence\`: items that are used in the same sessions as the given ones.
- \`nextItem\`: what the user, or a user who has just used the given items, will probably use next.
- \`trend\`, \`timeOfWeek\`, \`usualHour\`: what everyone uses these days, what this user uses and what everyone uses at
  this hour of the week.`,
  service: 'prediction',
  idempotent: true,
  body: RelatedRequest,
  answers: { 200: RelatedItems },
})

export const similarItems = defineCall({
  id: 'similarItems',
  method: 'POST',
  path: '/internal/similar',
  summary: 'List items that resemble the given items, text and tags in words',
  description: 'Fails with `dependency_unavailable` while the search index is not in memory.',
  service: 'search',
  idempotent: true,
  body: SimilarRequest,
  answers: { 200: ScoredItems },
})

export const lookUpItems = defineCall({
  id: 'lookUpItems',
  method: 'POST',
  path: '/internal/look-up',
  summary: 'Get items by their ids, without their text',
  description: 'Leaves out items that do not exist or do not meet the filter.',
  service: 'search',
  idempotent: true,
  body: LookupRequest,
  answers: { 200: LookedUp },
})

export const replayPrediction = defineCall({
  id: 'replayPrediction',
  method: 'POST',
  path: '/internal/replay-prediction',
  summary: 'Predict again as of an earlier time',
  description: 'Writes no receipt. The scores are probabilities.',
  service: 'prediction',
  idempotent: true,
  body: PredictionReplay,
  answers: { 200: Replayed },
})

export const replaySearch = defineCall({
  id: 'replaySearch',
  method: 'POST',
  path: '/internal/replay-search',
  summary: 'Search again for an earlier request',
  description: 'Writes no receipt and counts no query.',
  service: 'search',
  idempotent: true,
  body: SearchReplay,
  answers: { 200: Replayed },
})
