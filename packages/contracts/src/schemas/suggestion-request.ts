import { type Static, Type } from 'typebox'
import { filterGrammar } from './filter.ts'
import { Id, Text } from './text.ts'
import { explain, Limit, who } from './who.ts'

const Context = Type.Object(
  {
    itemIds: Type.Optional(Type.Array(Id('An item'), { maxItems: 50, description: 'Items that are open or chosen' })),
    query: Type.Optional(Text(1000, 'Words that the user typed or reads')),
    tags: Type.Optional(Type.Array(Text(128), { maxItems: 50, description: 'Tags of what the user is doing' })),
  },
  { additionalProperties: false, description: 'What the user is doing now; all fields may be absent' },
)

export const SuggestionRequest = Type.Object(
  {
    ...who,
    context: Context,
    limit: Limit,
    exclude: Type.Optional(
      Type.Array(Id('An item'), { maxItems: 200, description: 'Items to leave out, besides those of the context' }),
    ),
    filter: Type.Optional(Text(2000, filterGrammar)),
    explain,
  },
  {
    additionalProperties: false,
  },
)
export type SuggestionRequest = Static<typeof SuggestionRequest>
