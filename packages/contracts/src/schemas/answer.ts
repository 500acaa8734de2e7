import { type Static, Type } from 'typebox'
import { ExperimentRole } from './experiment.ts'
import { Item } from './item.ts'
import { NextCursor } from './page.ts'

export const Reason = Type.Object({
  model: Type.String({ description: 'The component of the model that scored the item', examples: ['vmisKnn'] }),
  weight: Type.Number({ description: 'The share of the component in the blend; negative if it lowered the score' }),
  score: Type.Number({ description: 'The score that the component gave the item' }),
  text: Type.Optional(Type.String({ description: 'The same in words. Only in suggestions' })),
})

const Ranked = Type.Object({
  itemId: Type.String(),
  probability: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Calibrated: of items given 0.2, one in five is used next. Only in predictions',
    }),
  ),
  score: Type.Number({ description: 'The rank as a number; comparable within one answer only' }),
  item: Type.Optional(Item),
  highlight: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: 'HTML by field, with `<mark>` around what matched' }),
  ),
  reasons: Type.Optional(Type.Array(Reason, { description: 'Given if the request says `explain`' })),
})
export type Ranked = Static<typeof Ranked>

const FacetValue = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

const Facets = Type.Record(Type.String(), Type.Array(Type.Object({ value: FacetValue, count: Type.Integer() })), {
  description: 'For each field, the number of matches that have each value, most frequent value first',
})
export type Facets = Static<typeof Facets>

/** The one shape of predictions, suggestions and search. */
export const Answer = Type.Object(
  {
    receiptId: Type.String({ description: 'Identifies this answer; send it with feedback and with events' }),
    data: Type.Array(Ranked, { description: 'Best first; empty if there is nothing to say' }),
    facets: Type.Optional(Facets),
    page: Type.Optional(Type.Object({ nextCursor: NextCursor, hasMore: Type.Boolean() })),
    meta: Type.Object({
      epoch: Type.Integer({ description: 'The position in the log of changes up to which the answer knows' }),
      servedBy: Type.String({ description: 'The model or store that answered', examples: ['blend'] }),
      corrected: Type.Optional(
        Type.String({ description: 'The query that was searched because the given one was misspelt' }),
      ),
      emptyBecause: Type.Optional(
        Type.String({
          description: `Why suggestions list nothing: \`candidates\` (no source knows an item), \`filter\` (no candidate
meets it) or \`exclusions\` (all candidates are excluded, dismissed or were shown)`,
        }),
      ),
      experiment: Type.Optional(ExperimentRole),
      cache: Type.Enum(['l1', 'l2', 'l3', 'stale', 'miss', 'none'] as const, {
        description: `Where the ranking came from: memory (l1), Redis (l2), Postgres (l3), an older ranking that is
being replaced (stale), computed and kept (miss), or computed and not kept (none)`,
      }),
      degraded: Type.Union([Type.Null(), Type.Array(Type.String())], {
        description: 'The parts that were unavailable, as in the header `Degraded`; null if the answer is whole',
      }),
      tookMs: Type.Number({ description: 'Milliseconds that scoring took' }),
    }),
  },
  { description: 'Ranked items' },
)
export type Answer = Static<typeof Answer>
