import { type Static, type TSchema, Type } from 'typebox'
import { Page, pageQuery } from './page.ts'
import { Id, Text, Time } from './text.ts'

const OrNull = <T extends TSchema>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })

const filter = {
  kind: Type.Optional(Text(64, 'The kind of run, such as train')),
  tenantId: Type.Optional(Id('The tenant. A key without the scope ops:read or ops:write reaches its own only')),
  since: Type.Optional(Time('The earliest time at which the run failed')),
}

export const DeadLettersQuery = Type.Object({ ...filter, ...pageQuery }, { additionalProperties: false })

const choice = {
  ids: Type.Optional(Type.Array(Text(64), { minItems: 1, maxItems: 1_000, description: 'The ids of the operations' })),
  ...filter,
}
const ofChoice = {
  additionalProperties: false,
  description: 'Which dead letters: those that fit all that is given. One of ids, kind, tenantId and since is required',
}

export const DeadLetterChoice = Type.Object(choice, ofChoice)

export const DeadLetterReplay = Type.Object(
  {
    ...choice,
    perSecond: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, default: 10, description: 'How many runs may begin per second' }),
    ),
  },
  ofChoice,
)

export const DeadLetter = Type.Object(
  {
    id: Type.String({ description: 'The id of the operation that failed' }),
    tenantId: Type.String(),
    kind: Type.String({ examples: ['train'] }),
    error: Type.String({ description: 'Why it failed' }),
    stack: Type.Optional(
      OrNull(Type.String(), 'Where it failed, for keys with the scope `ops:read`; null if its worker died'),
    ),
    attempts: Type.Integer({ minimum: 0, description: 'How often a worker began it' }),
    payloadDigest: Type.String({
      description: 'SHA-256 of the options, in hexadecimal: equal for runs of equal options',
    }),
    traceId: OrNull(Type.String(), 'The trace of its last attempt'),
    createdAt: Time('When the operation was queued'),
    failedAt: Time('When it failed'),
    replayOf: OrNull(Type.String(), 'The dead letter that it replayed'),
    replays: Type.Integer({ minimum: 0, description: 'How often the work was replayed, in vain' }),
  },
  { description: 'A run that failed after its last attempt, or whose worker died twice' },
)
export type DeadLetter = Static<typeof DeadLetter>

export const DeadLetterPage = Page(DeadLetter)

const count = Type.Integer({ minimum: 0, description: 'How many dead letters' })

export const DeadLetterCount = Type.Object({ count })

export const ReplayedDeadLetters = Type.Object({
  count,
  hasMore: Type.Boolean({ description: 'Whether more may fit: at most 10,000 are replayed by a call' }),
  lastBeginsAt: OrNull(Time(), 'When the last of them may begin; null if there is none'),
})
