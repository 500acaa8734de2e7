import { type Static, Type } from 'typebox'
import { Text } from './text.ts'

export const QueriesQuery = Type.Object(
  {
    empty: Type.Optional(
      Type.Boolean({ description: 'Whether to list only queries that found nothing. The default is false' }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'The most queries to return' }),
    ),
  },
  { additionalProperties: false },
)

const QueryCount = Type.Object({
  query: Type.String(),
  count: Type.Integer({ description: 'Searches for it in the last 30 days' }),
  empty: Type.Integer({ description: 'How many of these searches found nothing' }),
  lastDay: Type.String({ description: 'The last day on which it was searched for, in UTC', examples: ['2026-11-21'] }),
})

export const QueryCounts = Type.Object(
  { data: Type.Array(QueryCount, { description: 'Most frequent first; older searches weigh less in this order' }) },
  { description: 'The queries' },
)
export type QueryCounts = Static<typeof QueryCounts>

export const CompletionsQuery = Type.Object(
  {
    q: Text(200, 'What the user has typed so far'),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 20, default: 8, description: 'The most completions to return' }),
    ),
  },
  { additionalProperties: false },
)

const Completion = Type.Object({
  text: Type.String({ description: 'The query, completed' }),
  count: Type.Integer({ description: 'The number of items that hold it' }),
})

export const Completions = Type.Object(
  { data: Type.Array(Completion, { description: 'Best first' }) },
  { description: 'The completions' },
)
export type Completions = Static<typeof Completions>
