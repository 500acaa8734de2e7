import { Type } from 'typebox'
import { Id } from './text.ts'

/** Whom an answer is for. A person without a known past gets an answer too, made of what is popular. */
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
