import { type Static, Type } from 'typebox'
import { Reason } from './answer.ts'
import { Item } from './item.ts'
import { PredictionRequest } from './prediction-request.ts'
import { SearchRequest } from './search-request.ts'
import { Id, Text, Time } from './text.ts'
import { who } from './who.ts'

/** So deep that a list of 500 items can go on. */
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 600 }))

export const RelatedRequest = Type.Object(
  { ...who, itemIds: Type.Array(Id('An item'), { maxItems: 50 }), at: Type.Optional(Time()), limit: Limit },
  { additionalProperties: false },
)
export type RelatedRequest = Static<typeof RelatedRequest>

export const SimilarRequest = Type.Object(
  {
    itemIds: Type.Optional(Type.Array(Id('An item'), { maxItems: 50 })),
    text: Type.Optional(Text(10_000)),
    tags: Type.Optional(Type.Array(Text(128), { maxItems: 50 })),
    exclude: Type.Optional(Type.Array(Id('An item'), { maxItems: 750 })),
    filter: Type.Optional(Text(2000)),
    limit: Limit,
  },
  { additionalProperties: false },
)
export type SimilarRequest = Static<typeof SimilarRequest>

/** With a filter, only the items that meet it are returned. `conditions` are further filters, which only tell. */
export const LookupRequest = Type.Object(
  {
    itemIds: Type.Array(Id('An item'), { maxItems: 500 }),
    filter: Type.Optional(Text(2000)),
    conditions: Type.Optional(Type.Array(Text(2000), { maxItems: 20 })),
  },
  { additionalProperties: false },
)
export type LookupRequest = Static<typeof LookupRequest>

const Scored = Type.Array(Type.Object({ itemId: Type.String(), score: Type.Number({ minimum: 0 }) }))
const basis = {
  epoch: Type.Integer(),
  version: Type.Optional(Type.String({ description: 'As of `Replayed`' })),
  degraded: Type.Optional(Type.Array(Type.String(), { description: 'What the answer lacks' })),
}

export const ScoredItems = Type.Object({ data: Scored, ...basis })
export type ScoredItems = Static<typeof ScoredItems>

/** `meeting` holds, for each condition, the ids of the items that meet it. */
export const LookedUp = Type.Object({
  data: Type.Array(Item),
  meeting: Type.Optional(Type.Array(Type.Array(Type.String()))),
})
export type LookedUp = Static<typeof LookedUp>

/** A prediction to be made again, as of a time. `without` names components that were not asked. */
export const PredictionReplay = Type.Object(
  { request: PredictionRequest, at: Time(), without: Type.Optional(Type.Array(Text(64), { maxItems: 10 })) },
  { additionalProperties: false },
)

export const SearchReplay = Type.Object({ request: SearchRequest }, { additionalProperties: false })

/**
 * `version` names the model, and is equal only for the same model in the same state. `revision` has, by name, what else
 * an answer is made from, in numbers that are equal only if it is the same.
 */
export const Replayed = Type.Object({
  version: Type.String(),
  revision: Type.Optional(Type.Record(Type.String(), Type.Number())),
  epoch: Type.Integer(),
  data: Type.Array(
    Type.Object({ itemId: Type.String(), score: Type.Number(), reasons: Type.Optional(Type.Array(Reason)) }),
  ),
})
export type Replayed = Static<typeof Replayed>

/**
 * By source, a score for each of `itemIds`: in millionths of the greatest one of the source, 0 if it does not list the
 * item. One table is a third of the size of lists, and takes less time to write and read.
 */
export const RelatedItems = Type.Object({
  itemIds: Type.Array(Type.String()),
  scores: Type.Record(Type.String(), Type.Array(Type.Integer({ minimum: 0, maximum: 1_000_000 }))),
  ...basis,
})
export type RelatedItems = Static<typeof RelatedItems>
