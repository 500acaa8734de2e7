import { type Static, Type } from 'typebox'
import { Item } from './item.ts'

const Reason = Type.Object({
  model: Type.String({ description: 'The component that spoke for the item' }),
  weight: Type.Number({ description: 'Its share of the blend' }),
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

/** The one shape of predictions, suggestions and search. Best first. */
export const Answer = Type.Object({
  receiptId: Type.String({ description: 'Send it with feedback' }),
  data: Type.Array(Ranked),
  page: Type.Optional(Type.Object({ nextCursor: Type.Union([Type.String(), Type.Null()]), hasMore: Type.Boolean() })),
  meta: Type.Object({
    epoch: Type.Integer({ description: 'The last change that the answer knows of' }),
    servedBy: Type.String(),
    cache: Type.String(),
    degraded: Type.Union([Type.Null(), Type.Array(Type.String())], { description: 'What was missing' }),
    tookMs: Type.Number(),
  }),
})
export type Answer = Static<typeof Answer>
