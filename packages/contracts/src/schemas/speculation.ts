import { type Static, Type } from 'typebox'
import { Id, Text } from './text.ts'

const Probability = (fallback: number, description: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: fallback, description }))

/** From what probability on a page is worth fetching, and worth loading whole, before anybody asks for it. */
export const speculationDefaults = { minProbability: 0.2, prerenderProbability: 0.5, limit: 5 } as const

export const SpeculationQuery = Type.Object(
  {
    userId: Type.Optional(Id),
    sessionId: Type.Optional(Id),
    itemId: Type.Optional(Type.String({ ...Id, description: 'The item that is open, which is left out' })),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 50, default: speculationDefaults.limit, description: 'Pages at most' }),
    ),
    minProbability: Probability(speculationDefaults.minProbability, 'What is less probable is not fetched'),
    prerenderProbability: Probability(
      speculationDefaults.prerenderProbability,
      'What is at least as probable is prerendered instead of prefetched',
    ),
    key: Type.Optional(
      Text(256, 'A publishable key, for where a browser cannot send Authorization: the Speculation-Rules header'),
    ),
  },
  { additionalProperties: false },
)
export type SpeculationQuery = Static<typeof SpeculationQuery>

const Rule = Type.Object({
  source: Type.Literal('list'),
  urls: Type.Array(Type.String({ description: 'http(s), or a path of the site' })),
  relative_to: Type.Literal('document', { description: 'Paths are of the site, wherever the rules come from' }),
  eagerness: Type.Literal('immediate', { description: 'The probability has decided; nothing is left to wait for' }),
})
export type SpeculationRule = Static<typeof Rule>

/** A speculation rule set (https://wicg.github.io/nav-speculation/speculation-rules.html); lists are empty where there is nothing to load. */
export const SpeculationRules = Type.Object({
  tag: Type.Optional(
    Type.String({ description: 'The receiptId; the browser repeats it to the site in Sec-Speculation-Tags' }),
  ),
  prefetch: Type.Array(Rule),
  prerender: Type.Array(Rule),
})
export type SpeculationRules = Static<typeof SpeculationRules>
