import { type Static, Type } from 'typebox'
import { Page, pageQuery } from './page.ts'
import { Time } from './text.ts'

export const RobotsQuery = Type.Object(pageQuery, { additionalProperties: false })

const orNull = (type: ReturnType<typeof Type.String>, description: string) =>
  Type.Union([type, Type.Null()], { description })

export const RobotId = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'The id of the mark' })

export const RobotSession = Type.Object(
  {
    id: RobotId,
    sessionId: orNull(Type.String(), 'The session; null if its events name only a user'),
    userId: orNull(Type.String(), 'The user; null if its events name none'),
    kind: Type.Enum(['uniformTiming', 'breadth', 'noDwell', 'circling'] as const, {
      description:
        'Why: its pauses are all alike, it uses far more items than others, it stays nowhere, or it goes in a circle',
    }),
    events: Type.Integer({ minimum: 1, description: 'How many events it has' }),
    startedAt: Time('When its first event occurred'),
    markedAt: Time('When a training found it'),
    clearedAt: orNull(
      Type.String({ format: 'date-time' }),
      'Since when it counts as that of a person again, from the next training on; null while it is kept out',
    ),
  },
  { description: 'A session that is kept out of learning' },
)
export type RobotSession = Static<typeof RobotSession>

export const RobotPage = Page(RobotSession)
