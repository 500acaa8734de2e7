import { type Static, Type } from 'typebox'

const Vital = Type.Object(
  {
    name: Type.Enum(['LCP', 'INP', 'FCP', 'TTFB', 'CLS'] as const, { description: 'What was measured' }),
    value: Type.Number({ minimum: 0, maximum: 3_600_000, description: 'In ms; CLS has no unit' }),
  },
  { additionalProperties: false },
)

export const PageVitals = Type.Object(
  {
    page: Type.String({
      pattern: '^[a-z0-9-]{1,32}$',
      description: 'The kind of page: lower case, digits and hyphens',
      examples: ['product'],
    }),
    vitals: Type.Array(Vital, { minItems: 1, maxItems: 20, description: 'What the browser measured' }),
  },
  { additionalProperties: false },
)
export type PageVitals = Static<typeof PageVitals>
