import { type Static, Type } from 'typebox'
import { Id } from './text.ts'

const Weight = (field: string) =>
  Type.Optional(
    Type.Number({ minimum: 0, maximum: 100, description: `How much a match in the ${field} counts; 0 ignores it` }),
  )
const Query = Type.String({
  format: 'storable-text',
  minLength: 1,
  maxLength: 200,
  description: 'A query or a part of one: 1 to 200 characters',
})

const Rule = Type.Object(
  {
    query: Query,
    pins: Type.Optional(Type.Array(Id('An item'), { maxItems: 10, description: 'Items to show first, in this order' })),
    blocks: Type.Optional(Type.Array(Id('An item'), { maxItems: 100, description: 'Items never to show' })),
  },
  { additionalProperties: false, description: 'A rule for one query; case and spaces do not matter' },
)
export type Rule = Static<typeof Rule>

/** How a tenant's items are searched. A field that is absent has the default for all tenants. */
export const SearchSettings = Type.Object(
  {
    language: Type.Optional(
      Type.Enum(['en', 'de', 'es', 'fr', 'none'] as const, {
        description: 'The language whose word forms match each other: with en, "lamps" finds "lamp"',
      }),
    ),
    fieldWeights: Type.Optional(
      Type.Object(
        { title: Weight('title'), tags: Weight('tags'), text: Weight('text') },
        { additionalProperties: false, description: 'How much the fields count against each other' },
      ),
    ),
    synonyms: Type.Optional(
      Type.Array(Type.Array(Query, { minItems: 2, maxItems: 20 }), {
        maxItems: 500,
        description: 'Groups of words; each word of a group finds what the others find',
        examples: [[['car', 'automobile']]],
      }),
    ),
    rules: Type.Optional(Type.Array(Rule, { maxItems: 500, description: 'Items to pin or to block for a query' })),
  },
  {
    additionalProperties: false,
    description: 'The search settings',
  },
)
export type SearchSettings = Static<typeof SearchSettings>
