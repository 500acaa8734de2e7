import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Answer } from '../schemas/answer.ts'
import {
  LookupRequest,
  PredictionRequest,
  RelatedRequest,
  ScoredItems,
  SimilarRequest,
  SuggestionRequest,
} from '../schemas/asking.ts'
import { Item } from '../schemas/item.ts'
import { LearningMetrics, LearningQuery } from '../schemas/learning.ts'

export const predict = defineCall({
  id: 'predict',
  method: 'POST',
  path: '/predictions',
  summary: 'What this user will most probably open next',
  service: 'prediction',
  scope: 'predictions:read',
  idempotent: true,
  body: PredictionRequest,
  answers: { 200: Answer },
})

export const suggest = defineCall({
  id: 'suggest',
  method: 'POST',
  path: '/suggestions',
  summary: 'What goes with what the user is doing now',
  service: 'suggestion',
  scope: 'suggestions:read',
  idempotent: true,
  body: SuggestionRequest,
  answers: { 200: Answer },
})

export const getLearningMetrics = defineCall({
  id: 'getLearningMetrics',
  method: 'GET',
  path: '/learning/metrics',
  summary: 'How good the predictions were, measured on what really came next',
  service: 'suggestion',
  scope: 'learning:read',
  idempotent: true,
  query: LearningQuery,
  answers: { 200: LearningMetrics },
})

export const relatedItems = defineCall({
  id: 'relatedItems',
  method: 'POST',
  path: '/internal/related',
  summary: 'Items used in the same sessions',
  service: 'prediction',
  idempotent: true,
  body: RelatedRequest,
  answers: { 200: ScoredItems },
})

export const similarItems = defineCall({
  id: 'similarItems',
  method: 'POST',
  path: '/internal/similar',
  summary: 'Items of like words',
  service: 'search',
  idempotent: true,
  body: SimilarRequest,
  answers: { 200: ScoredItems },
})

export const lookUpItems = defineCall({
  id: 'lookUpItems',
  method: 'POST',
  path: '/internal/look-up',
  summary: 'What is known of these items',
  service: 'search',
  idempotent: true,
  body: LookupRequest,
  answers: { 200: Type.Object({ data: Type.Array(Item) }) },
})
