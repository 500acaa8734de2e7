import { type Static, Type } from 'typebox'
import { Boost } from './boost.ts'
import { filterGrammar } from './filter.ts'
import { diversity, ScenarioId } from './scenario.ts'
import { Id, Text, Time } from './text.ts'
import { explain, Limit, who } from './who.ts'

const Context = Type.Object(
  {
    itemIds: Type.Optional(Type.Array(Id('An item'), { maxItems: 50, description: 'Items that are open or chosen' })),
    query: Type.Optional(Text(1000, 'Words that the user typed or reads')),
    tags: Type.Optional(Type.Array(Text(128), { maxItems: 50, description: 'Tags of what the user is doing' })),
    page: Type.Optional(
      Type.Object(
        {
          title: Type.Optional(Text(500, 'Its title')),
          url: Type.Optional(Text(2000, 'Its address; the words of its path count')),
        },
        { additionalProperties: false, description: 'The page where the suggestions are shown' },
      ),
    ),
    at: Type.Optional(Time('The time for which to suggest, instead of now: habits of this hour of the week count')),
  },
  { additionalProperties: false, description: 'What the user is doing now; all fields may be absent' },
)

export const SuggestionRequest = Type.Object(
  {
    ...who,
    context: Context,
    scenario: Type.Optional(
      ScenarioId('The placement, created before with `PUT /scenarios/{id}`; it has weights of its own'),
    ),
    limit: Limit,
    cursor: Type.Optional(
      Text(8000, 'The `page.nextCursor` of the list before, with the same request: what was shown is not repeated'),
    ),
    exclude: Type.Optional(
      Type.Array(Id('An item'), { maxItems: 200, description: 'Items to leave out, besides those of the context' }),
    ),
    filter: Type.Optional(Text(2000, filterGrammar)),
    boost: Type.Optional(Type.Array(Boost, { maxItems: 10, description: 'Rules for this answer' })),
    diversity,
    explain,
  },
  {
    additionalProperties: false,
  },
)
export type SuggestionRequest = Static<typeof SuggestionRequest>
