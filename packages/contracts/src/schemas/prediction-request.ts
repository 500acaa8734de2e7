import { type Static, Type } from 'typebox'
import { Id, Whole } from './text.ts'
import { explain, Limit, who } from './who.ts'

export const PredictionRequest = Type.Object(
  {
    ...who,
    recent: Type.Optional(
      Type.Array(Id('An item'), {
        maxItems: 200,
        description: 'Items of the session, oldest first. They replace the events that are stored for the session',
        examples: [['green-tea', 'teapot']],
      }),
    ),
    limit: Limit,
    minProbability: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Leaves out items that are less probable. The default is 0' }),
    ),
    explain,
    budget: Type.Optional(
      Type.Object(
        {
          requests: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: 'The most items to fetch' })),
          bytes: Type.Optional(
            Whole('The most bytes to fetch, by the `sizeBytes` of the items; an item without is left out'),
          ),
        },
        {
          additionalProperties: false,
          minProperties: 1,
          description: 'What may be fetched ahead. The answer then lists only the items to fetch, first things first',
        },
      ),
    ),
  },
  { additionalProperties: false },
)
export type PredictionRequest = Static<typeof PredictionRequest>
