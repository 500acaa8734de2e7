import { type Static, Type } from 'typebox'
import { Item } from './item.ts'

const Reason = Type.Object({
  model: Type.String({ description: 'The component that spoke for the item' }),
  weight: Type.Number({ description: 'Its share of the blend; below 0 for what it took from it' }),
  score: Type.Number({ description: 'What it gave the item' }),
})

const Ranked = Type.Object({
  itemId: Type.String(),
  probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Calibrated, in predictions' })),
  score: Type.Number(),
  item: Type.Optional(Item),
  highlight: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: 'HTML with <mark> around what matched' }),
  ),
  reasons: Type.Optional(Type.Array(Reason)),
})
export type Ranked = Static<typeof Ranked>

const Facets = Type.Record(
  Type.String(),
  Type.Array(Type.Object({ value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]), count: Type.Integer() })),
  { description: 'How many of all matches have which value of a field, the most frequent first' },
)
export type Facets = Static<typeof Facets>

/** The one shape of predictions, suggestions and search. Best first. */
export const Answer = Type.Object({
  receiptId: Type.String({ description: 'Send it with feedback' }),
  data: Type.Array(Ranked),
  facets: Type.Optional(Facets),
  page: Type.Optional(Type.Object({ nextCursor: Type.Union([Type.String(), Type.Null()]), hasMore: Type.Boolean() })),
  meta: Type.Object({
    epoch: Type.Integer({ description: 'The last change that the answer knows of' }),
    servedBy: Type.String(),
    corrected: Type.Optional(Type.String({ description: 'The query that was searched instead of a misspelt one' })),
    cache: Type.String(),
    degraded: Type.Union([Type.Null(), Type.Array(Type.String())], { description: 'What was missing' }),
    tookMs: Type.Number(),
  }),
})
export type Answer = Static<typeof Answer>
