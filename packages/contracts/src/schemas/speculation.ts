import { type Static, Type } from 'typebox'
import { speculationDefaults } from '../speculation-defaults.ts'
import { Id, Text, Whole } from './text.ts'
import { who } from './who.ts'

const Probability = (fallback: number, description: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: fallback, description }))

export const SpeculationQuery = Type.Object(
  {
    ...who,
    itemId: Type.Optional(
      Id('The item that is open, which is left out. Without user and session, it says what comes next'),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 50,
        default: speculationDefaults.limit,
        description: 'The most pages to load',
      }),
    ),
    maxBytes: Type.Optional(
      Whole(`The most bytes that the pages may have together, by the \`sizeBytes\` of their items.
A page without is then left out`),
    ),
    minProbability: Probability(
      speculationDefaults.minProbability,
      'Pages that are at least this probable are prefetched, less probable ones are left out',
    ),
    prerenderProbability: Probability(
      speculationDefaults.prerenderProbability,
      'Pages that are at least this probable are prerendered instead of prefetched',
    ),
    exclude: Type.Optional(
      Text(2000, 'Addresses that are not loaded, separated by commas, with `*` for any text: `/account/*,*print=1`'),
    ),
    key: Type.Optional(
      Text(256, 'A publishable key, for the header `Speculation-Rules`, with which a browser sends no `Authorization`'),
    ),
  },
  { additionalProperties: false },
)
export type SpeculationQuery = Static<typeof SpeculationQuery>

const Rule = Type.Object({
  source: Type.Literal('list'),
  urls: Type.Array(Type.String({ description: 'An http(s) address or a path of the site' })),
  relative_to: Type.Literal('document', {
    description: 'Paths belong to the site of the document, wherever the rules come from',
  }),
  eagerness: Type.Literal('immediate', {
    description: 'The browser loads the pages at once, because the probability has decided already',
  }),
})
export type SpeculationRule = Static<typeof Rule>

/** A rule set as in https://wicg.github.io/nav-speculation/speculation-rules.html. */
export const SpeculationRules = Type.Object(
  {
    tag: Type.Optional(
      Type.String({
        description: 'The receiptId of the prediction; browsers send it to the site as `Sec-Speculation-Tags`',
      }),
    ),
    prefetch: Type.Array(Rule, { description: 'Empty if no page is probable enough' }),
    prerender: Type.Array(Rule, { description: 'Empty if no page is probable enough' }),
    items: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'The item of each page, by its address, for feedback. Browsers ignore it',
      }),
    ),
  },
  { description: 'The rule set' },
)
export type SpeculationRules = Static<typeof SpeculationRules>
