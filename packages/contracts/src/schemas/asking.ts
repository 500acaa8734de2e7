import { type Static, Type } from 'typebox'
import { Id, Text } from './text.ts'

const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 }))
const who = { userId: Type.Optional(Id), sessionId: Type.Optional(Id) }
const explain = Type.Optional(Type.Boolean({ description: 'Give the reasons' }))

const filterGrammar =
  'kind = "doc" and (tags in ["a", "b"] or not attributes.price < 20): of id, kind, title, url, tags, createdAt, updatedAt and attributes.NAME, by ' +
  '= != < <= > >= and in; strings in quotes. A list is compared by each of its values; where there is no value only != holds'

export const PredictionRequest = Type.Object(
  {
    ...who,
    recent: Type.Optional(
      Type.Array(Id, { maxItems: 200, description: 'Items of the session, oldest first; replaces the stored session' }),
    ),
    limit: Limit,
    minProbability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    explain,
  },
  { additionalProperties: false },
)
export type PredictionRequest = Static<typeof PredictionRequest>

export const SuggestionRequest = Type.Object(
  {
    ...who,
    context: Type.Object(
      {
        itemIds: Type.Optional(Type.Array(Id, { maxItems: 50 })),
        query: Type.Optional(Text(1000)),
        tags: Type.Optional(Type.Array(Text(128), { maxItems: 50 })),
      },
      { additionalProperties: false },
    ),
    limit: Limit,
    exclude: Type.Optional(Type.Array(Id, { maxItems: 200 })),
    filter: Type.Optional(Text(2000, filterGrammar)),
    explain,
  },
  { additionalProperties: false },
)
export type SuggestionRequest = Static<typeof SuggestionRequest>

const searchModes = ['auto', 'lexical', 'semantic', 'hybrid'] as const

const searching = {
  ...who,
  q: Text(10_000),
  limit: Limit,
  cursor: Type.Optional(Text(8000, 'page.nextCursor of the page before; grows by 8 characters an item')),
  filter: Type.Optional(Text(2000, filterGrammar)),
  sort: Type.Optional(
    Text(
      160,
      'score (best first), id, kind, title, url, createdAt, updatedAt or attributes.NAME, - before it for descending: -attributes.price',
    ),
  ),
  prefix: Type.Optional(
    Type.Boolean({ description: 'For a search as one types: the last word may be the beginning of one' }),
  ),
  mode: Type.Optional(
    Type.Enum(searchModes, {
      description: 'Whether words, meaning or both are searched; auto does what is best known',
    }),
  ),
  explain,
}

export const SearchRequest = Type.Object(
  {
    ...searching,
    facets: Type.Optional(
      Type.Array(Text(160), {
        maxItems: 10,
        description: 'Fields to count the values of: kind, tags, attributes.colour',
      }),
    ),
  },
  { additionalProperties: false },
)
export type SearchRequest = Static<typeof SearchRequest>

/** The same in a query string. */
export const SearchQuery = Type.Object(
  { ...searching, facets: Type.Optional(Text(1610, 'Fields to count the values of, by commas: kind,tags')) },
  { additionalProperties: false },
)
export type SearchQuery = Static<typeof SearchQuery>

/** Service to service: items used in the same sessions. */
export const RelatedRequest = Type.Object(
  { itemIds: Type.Array(Id, { maxItems: 50 }), limit: Limit },
  { additionalProperties: false },
)
export type RelatedRequest = Static<typeof RelatedRequest>

/** Service to service: items of like words. */
export const SimilarRequest = Type.Object(
  {
    itemIds: Type.Optional(Type.Array(Id, { maxItems: 50 })),
    text: Type.Optional(Text(10_000)),
    tags: Type.Optional(Type.Array(Text(128), { maxItems: 50 })),
    exclude: Type.Optional(Type.Array(Id, { maxItems: 250 })),
    filter: Type.Optional(Text(2000)),
    limit: Limit,
  },
  { additionalProperties: false },
)
export type SimilarRequest = Static<typeof SimilarRequest>

const ItemIds = Type.Array(Id, { maxItems: 200 })

/** Service to service: what is known of these items; with a filter, only those that pass. */
export const LookupRequest = Type.Object(
  { itemIds: ItemIds, filter: Type.Optional(Text(2000)) },
  { additionalProperties: false },
)
export type LookupRequest = Static<typeof LookupRequest>

export const ScoredItems = Type.Object({
  data: Type.Array(Type.Object({ itemId: Type.String(), score: Type.Number({ minimum: 0, maximum: 1 }) })),
  epoch: Type.Integer(),
})
export type ScoredItems = Static<typeof ScoredItems>
