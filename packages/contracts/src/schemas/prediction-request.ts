import { type Static, Type } from 'typebox'
import { Id } from './text.ts'
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
  },
  { additionalProperties: false },
)
export type PredictionRequest = Static<typeof PredictionRequest>
