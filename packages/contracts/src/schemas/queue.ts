import { type Static, Type } from 'typebox'
import { Text, Time } from './text.ts'

const states = ['open', 'paused', 'draining'] as const

export const QueueState = Type.Object(
  {
    queue: Type.Optional(Text(64, 'The kind of run, such as train. Either this or tenantId')),
    tenantId: Type.Optional(Text(256, 'The tenant. Either this or queue')),
    state: Type.Enum(states, {
      description: `open: runs are taken and done. paused: runs are taken and wait; those at work go on. draining: no
further run is taken, and those that wait are done`,
    }),
  },
  { additionalProperties: false },
)
export type QueueState = Static<typeof QueueState>

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const QueueReport = Type.Object({
  queues: Type.Array(
    Type.Object({
      queue: Type.String({ examples: ['train'] }),
      state: Type.Enum(states),
      waiting: count('Runs that could begin'),
      delayed: count('Runs that wait for their time or for other runs'),
      running: count('Runs that a worker has begun'),
      oldestWaitingSince: Type.Union([Time(), Type.Null()], { description: 'Null if none waits' }),
    }),
  ),
  tenants: Type.Array(Type.Object({ tenantId: Type.String(), state: Type.Enum(states) }), {
    description: 'The tenants that are not open',
  }),
})
export type QueueReport = Static<typeof QueueReport>
