import { defineCall } from '../call.ts'
import { LearningMetrics, LearningQuery } from '../schemas/learning.ts'
import { RankerVersion, RankerVersionPage, WeightsQuery, WeightsRestore } from '../schemas/ranker-weights.ts'
import { PatternsQuery, TemporalPatterns } from '../schemas/temporal-pattern.ts'

export const getLearningMetrics = defineCall({
  id: 'getLearningMetrics',
  method: 'GET',
  path: '/learning/metrics',
  summary: 'Get the quality of predictions and answers',
  description: `Returns how well each model predicted what users did next, and how often answers were clicked.

- Each event is compared with the prediction that was made just before it. Only then the models learn from it.
- Events with a \`receiptId\` are not counted, because an answer of Inkling caused them.
- An answer counts in the hour in which it was given, and so does what became of it; that is known within seconds.
- The answer may be ten seconds old. With \`If-None-Match\` and its ETag, it is 304 while it is unchanged.`,
  service: 'suggestion',
  scope: 'learning:read',
  limit: 'learning',
  priority: 'background',
  idempotent: true,
  cached: { tags: ['learning'], seconds: 10, staleSeconds: 60 },
  query: LearningQuery,
  answers: { 200: LearningMetrics, 304: null },
})

export const listPatterns = defineCall({
  id: 'listPatterns',
  method: 'GET',
  path: '/learning/patterns',
  summary: 'List items that are used at an hour of the week',
  description: `Returns the items whose uses cluster at one hour of the week, such as a page that is read on Mondays
at 9.

- A pattern has at least 5 uses in at least 3 of the newest 8 weeks, and would arise by accident in one of a hundred
  tenants at most (Poisson test with Bonferroni's correction).
- At most the newest 200,000 events are read. The answer may be ten minutes old.`,
  service: 'prediction',
  scope: 'learning:read',
  limit: 'learning',
  priority: 'background',
  idempotent: true,
  cached: { tags: ['learning'], seconds: 600, staleSeconds: 3_600 },
  query: PatternsQuery,
  answers: { 200: TemporalPatterns, 304: null },
})

export const listWeights = defineCall({
  id: 'listWeights',
  method: 'GET',
  path: '/learning/weights',
  summary: 'List the weights that suggestions had, newest first',
  description: `Returns how much each source counts in the ranking of suggestions, and how that has changed.

- A version is kept for each notable change (more than a twentieth of all weight), and at least one an hour while the
  weights move, for 90 days.
- Before any feedback there is none: the weights are then the defaults.`,
  service: 'suggestion',
  scope: 'learning:read',
  priority: 'background',
  idempotent: true,
  query: WeightsQuery,
  answers: { 200: RankerVersionPage },
})

export const restoreWeights = defineCall({
  id: 'restoreWeights',
  method: 'POST',
  path: '/learning/weights/restore',
  summary: 'Bring back earlier weights of suggestions',
  description: `Makes an earlier version the newest one, which is returned. Learning goes on from there, and the history
keeps all versions. Processes that answer use it within seconds.`,
  service: 'suggestion',
  scope: 'maintenance:write',
  idempotent: false,
  body: WeightsRestore,
  answers: { 200: RankerVersion },
})
