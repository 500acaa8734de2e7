import { type Static, Type } from 'typebox'
import { Id, Text } from './text.ts'

const weight = Type.Optional(Type.Number({ minimum: 0, maximum: 100 }))
const Query = Type.String({ format: 'storable-text', minLength: 1, maxLength: 200 })

const Rule = Type.Object(
  {
    query: Query,
    pins: Type.Optional(Type.Array(Id, { maxItems: 10, description: 'Shown first, in this order' })),
    blocks: Type.Optional(Type.Array(Id, { maxItems: 100, description: 'Never shown' })),
  },
  { additionalProperties: false, description: 'For one query, whatever its case and spaces' },
)
export type Rule = Static<typeof Rule>

/** How a tenant's items are searched. What is left out is as it is for everyone. */
export const SearchSettings = Type.Object(
  {
    language: Type.Optional(
      Type.Enum(['en', 'de', 'es', 'fr', 'none'] as const, { description: 'Whose word forms match each other' }),
    ),
    fieldWeights: Type.Optional(
      Type.Object({ title: weight, tags: weight, text: weight }, { additionalProperties: false }),
    ),
    synonyms: Type.Optional(
      Type.Array(Type.Array(Query, { minItems: 2, maxItems: 20 }), {
        maxItems: 500,
        description: 'Groups of words; each finds what the others find',
        examples: [[['car', 'automobile']]],
      }),
    ),
    rules: Type.Optional(Type.Array(Rule, { maxItems: 500 })),
  },
  { additionalProperties: false },
)
export type SearchSettings = Static<typeof SearchSettings>

export const QueriesQuery = Type.Object(
  {
    empty: Type.Optional(Type.Boolean({ description: 'Only queries that found nothing' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  },
  { additionalProperties: false },
)

export const AskedQueries = Type.Object({
  data: Type.Array(
    Type.Object({
      query: Type.String(),
      count: Type.Integer({ description: 'Searches of the last 30 days' }),
      empty: Type.Integer({ description: 'How many of them found nothing' }),
      lastDay: Type.String({ description: 'The last day it was asked, UTC', examples: ['2026-11-21'] }),
    }),
    { description: 'The most asked first; older searches count less' },
  ),
})
export type AskedQueries = Static<typeof AskedQueries>

export const CompletionsQuery = Type.Object(
  { q: Text(200), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 8 })) },
  { additionalProperties: false },
)

export const Completions = Type.Object({
  data: Type.Array(Type.Object({ text: Type.String(), count: Type.Integer() })),
})
export type Completions = Static<typeof Completions>
