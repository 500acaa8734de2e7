import { Type } from 'typebox'

export const PatternsQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'The most patterns to return' }),
    ),
  },
  { additionalProperties: false },
)

export const TemporalPatterns = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        itemId: Type.String(),
        dayOfWeek: Type.Integer({ description: '1 is Monday, 7 is Sunday; in UTC' }),
        hour: Type.Integer({ description: '0 to 23, in UTC' }),
        uses: Type.Integer({ description: 'Uses of the item at this hour, within eight weeks' }),
        users: Type.Integer({ description: 'By how many users, and sessions without a user' }),
        weeks: Type.Integer({ description: 'In how many weeks' }),
        share: Type.Number({ description: 'The share of all uses of the item' }),
        lift: Type.Number({ description: 'How many times more than the share of all events that fall into this hour' }),
        text: Type.String({ description: 'The same in words' }),
      }),
      { description: 'The strongest first' },
    ),
  },
  { description: 'When items are used' },
)
