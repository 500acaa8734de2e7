import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { LookupRequest, RelatedRequest, ScoredItems, SimilarRequest } from '../schemas/internal-requests.ts'
import { Item } from '../schemas/item.ts'

export const relatedItems = defineCall({
  id: 'relatedItems',
  method: 'POST',
  path: '/internal/related',
  summary: 'List items that are used in the same sessions as the given ones',
  description: 'Returns no given item. Scores lie between 0 and 1.',
  service: 'prediction',
  idempotent: true,
  body: RelatedRequest,
  answers: { 200: ScoredItems },
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
  answers: { 200: Type.Object({ data: Type.Array(Item) }) },
})
