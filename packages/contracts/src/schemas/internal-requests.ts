import { type Static, Type } from 'typebox'
import { Id, Text } from './text.ts'
import { Limit } from './who.ts'

export const RelatedRequest = Type.Object(
  { itemIds: Type.Array(Id('An item'), { maxItems: 50 }), limit: Limit },
  { additionalProperties: false },
)
export type RelatedRequest = Static<typeof RelatedRequest>

export const SimilarRequest = Type.Object(
  {
    itemIds: Type.Optional(Type.Array(Id('An item'), { maxItems: 50 })),
    text: Type.Optional(Text(10_000)),
    tags: Type.Optional(Type.Array(Text(128), { maxItems: 50 })),
    exclude: Type.Optional(Type.Array(Id('An item'), { maxItems: 250 })),
    filter: Type.Optional(Text(2000)),
    limit: Limit,
  },
  { additionalProperties: false },
)
export type SimilarRequest = Static<typeof SimilarRequest>

/** With a filter, only the items that meet it are returned. */
export const LookupRequest = Type.Object(
  { itemIds: Type.Array(Id('An item'), { maxItems: 200 }), filter: Type.Optional(Text(2000)) },
  { additionalProperties: false },
)
export type LookupRequest = Static<typeof LookupRequest>

export const ScoredItems = Type.Object({
  data: Type.Array(Type.Object({ itemId: Type.String(), score: Type.Number({ minimum: 0, maximum: 1 }) })),
  epoch: Type.Integer(),
  degraded: Type.Optional(Type.Array(Type.String(), { description: 'What the answer lacks' })),
})
export type ScoredItems = Static<typeof ScoredItems>
