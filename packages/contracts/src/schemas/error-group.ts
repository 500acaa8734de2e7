import { type Static, type TSchema, Type } from 'typebox'
import { Page, pageQuery } from './page.ts'
import { Id, Text, Time } from './text.ts'

const states = ['open', 'resolved', 'regressed'] as const
const ErrorId = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'The fingerprint' })
const OrNull = <T extends TSchema>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })
const Count = (description: string) => Type.Integer({ minimum: 0, description })

export const ErrorParams = Type.Object({ id: ErrorId })

export const ErrorsQuery = Type.Object(
  {
    state: Type.Optional(Type.Enum(states, { description: 'Whether it is resolved, or came again after that' })),
    service: Type.Optional(Text(64, 'The service whose process failed')),
    code: Type.Optional(Text(64, 'The code of the error')),
    tenantId: Type.Optional(Id('A tenant that met it')),
    since: Type.Optional(Time('The earliest time of the last occurrence')),
    ...pageQuery,
  },
  { additionalProperties: false },
)

export const ErrorGroup = Type.Object(
  {
    id: ErrorId,
    state: Type.Enum(states),
    service: Type.String({ description: 'The service whose process failed' }),
    code: Type.String({ description: 'As answers name it; `internal` also for jobs that fail' }),
    route: Type.String({
      description: '`GET /api/v1/items`, `job train`, or `process` for an error that ended the process',
      examples: ['POST /api/v1/search'],
    }),
    place: Type.String({
      description: 'Function and file where it arose; empty if no stack names our code',
      examples: ['rank packages/search-index/src/search.ts'],
    }),
    classes: Type.String({
      description: 'The classes of the newest error and of its causes',
      examples: ['InklingError < TypeError'],
    }),
    reason: Type.String({
      description: 'What the system or a library calls the newest cause; or empty',
      examples: ['ECONNREFUSED'],
    }),
    count: Count('How often it occurred'),
    firstAt: Time('The first occurrence'),
    lastAt: Time('The newest occurrence'),
    resolvedAt: OrNull(Time(), 'When it was resolved last'),
    traceId: OrNull(Type.String(), 'The trace of the newest occurrence that has one'),
    tenantCount: Count('How many tenants met it; at most about 1,000 are counted'),
  },
  { description: 'Errors with the same code, place and route' },
)
export type ErrorGroup = Static<typeof ErrorGroup>

export const ErrorGroupPage = Page(ErrorGroup)

export const ErrorGroupDetails = Type.Object({
  ...ErrorGroup.properties,
  tenants: Type.Array(
    Type.Object({
      tenantId: Type.String(),
      count: Count('How often it occurred for the tenant'),
      lastAt: Time('The newest occurrence'),
    }),
    { description: 'The tenants that met it last, 100 at most' },
  ),
})
