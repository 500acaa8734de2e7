import { defineCall } from '../call.ts'
import { LearningMetrics, LearningQuery } from '../schemas/learning.ts'

export const getLearningMetrics = defineCall({
  id: 'getLearningMetrics',
  method: 'GET',
  path: '/learning/metrics',
  summary: 'Get the quality of predictions and answers',
  description: `Returns how well each model predicted what users did next, and how often answers were clicked.

- Each event is compared with the prediction that was made just before it. Only then the models learn from it.
- Events with a \`receiptId\` are not counted, because an answer of Inkling caused them.
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
