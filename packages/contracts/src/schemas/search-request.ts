import { type Static, Type } from 'typebox'
import { filterGrammar } from './filter.ts'
import { Text } from './text.ts'
import { explain, Limit, who } from './who.ts'

const searchModes = ['auto', 'lexical', 'semantic', 'hybrid'] as const

const fields = {
  ...who,
  q: Text(10_000, 'What to search for'),
  limit: Limit,
  cursor: Type.Optional(
    Text(8000, 'The `page.nextCursor` of the page before, for the same search; it grows by 8 characters per item'),
  ),
  filter: Type.Optional(Text(2000, filterGrammar)),
  sort: Type.Optional(
    Text(
      160,
      `The order: score (best first, the default), id, kind, title, url, createdAt, updatedAt or attributes.NAME.
A \`-\` before the field, or \`:desc\` after it, reverses it: \`-attributes.price\`, \`attributes.price:desc\`.
One field only. Titles and other texts are compared without regard to case and accents`,
    ),
  ),
  prefix: Type.Optional(
    Type.Boolean({
      description: `Whether the last word may be the beginning of a word, for searches while the user types.
The default is false`,
    }),
  ),
  mode: Type.Optional(
    Type.Enum(searchModes, {
      description: `How to search: by words (lexical), by meaning (semantic) or by both (hybrid).
The default, auto, searches in the way that works best for the tenant`,
    }),
  ),
  explain,
}

export const SearchRequest = Type.Object(
  {
    ...fields,
    facets: Type.Optional(
      Type.Array(Text(160), {
        maxItems: 10,
        description: 'Fields whose values to count over all matches',
        examples: [['kind', 'tags', 'attributes.colour']],
      }),
    ),
  },
  { additionalProperties: false },
)
export type SearchRequest = Static<typeof SearchRequest>

/** The same search as a query string. */
export const SearchQuery = Type.Object(
  {
    ...fields,
    facets: Type.Optional(
      Text(1610, 'Fields whose values to count over all matches, separated by commas: `kind,tags`'),
    ),
  },
  { additionalProperties: false },
)
export type SearchQuery = Static<typeof SearchQuery>
