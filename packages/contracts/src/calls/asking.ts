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
import { SpeculationQuery, SpeculationRules } from '../schemas/speculation.ts'

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

export const getSpeculationRules = defineCall({
  id: 'getSpeculationRules',
  method: 'GET',
  path: '/predictions/speculation-rules',
  summary: 'Which pages a browser should load before this user asks for them',
  description: `Predicted items as a speculation rule set: for a \`<script type="speculationrules">\`, or for the
\`Speculation-Rules\` header to point to. An item's page is its \`url\`, http(s) or a path of the site; an item without
one whose id is a path of the site (\`/…\`) is its own page. Other items are left out.

The thresholds are bets on calibrated probabilities: a prefetch costs a document and is made where one in five should be used,
a prerender costs a whole page with its scripts and is made where one in two should be. Measured on public data sets
(diginetica, nowplaying, yoochoose, fifa, wikispeedia), prefetching from 0.2 on fetches 0.1 to 0.9 pages per page, of which
23–32 % are used, and catches 2–30 % of next pages; prefetching five always, of which 3–13 % are used, catches 15–63 %.

\`Save-Data: on\` empties the rules. So does the absence of a service, which \`Degraded\` names. Nothing here is usage.`,
  service: 'suggestion',
  scope: 'predictions:read',
  idempotent: true,
  query: SpeculationQuery,
  mediaType: 'application/speculationrules+json',
  answers: { 200: SpeculationRules },
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
  limit: 'learning',
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
