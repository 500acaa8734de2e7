import { Type } from 'typebox'
import { Id } from './text.ts'

/** The person for whom an answer is made. A person without known events gets popular items. */
export const who = {
  userId: Type.Optional(Id('The person')),
  sessionId: Type.Optional(Id('The session, for people who are not signed in')),
}

export const Limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'The most items to return' }),
)

export const explain = Type.Optional(
  Type.Boolean({ description: 'Whether to return `reasons` for each item. The default is false' }),
)
