import { type Static, type TSchema, Type } from 'typebox'

const orNull = <T extends TSchema>(type: T, description: string) => Type.Union([type, Type.Null()], { description })
const msOrNull = (description: string) => orNull(Type.Number({ minimum: 0 }), description)

const adviceStates = ['offered', 'building', 'watching', 'kept', 'dropping', 'dropped', 'failed'] as const

export const IndexAdvice = Type.Object({
  id: Type.String({ description: 'Of the same index, the same id' }),
  kind: Type.Enum(['create', 'drop'], { description: 'Whether to create or to drop the index' }),
  state: Type.Enum(adviceStates, {
    description:
      'Of an index that was built, `watching` until its statement was called often enough, then `kept` or `dropped`',
  }),
  table: Type.String({ description: 'With its schema, separated by a dot' }),
  index: Type.String({ description: 'Its name' }),
  definition: Type.String({ description: 'The statement that creates the index' }),
  reason: orNull(Type.String(), 'Why it is needless, failed or was dropped'),
  statement: orNull(Type.String(), 'For which the index was found, without its values; null of one to drop'),
  role: orNull(Type.String(), 'The role that sends the statement'),
  meanMs: msOrNull('The time of a call without the index, as measured'),
  promisedMs: msOrNull('The time of a call with the index: the measured one times the share of its cost that stays'),
  measuredMs: msOrNull('The time of a call since the index is there; null until it was judged'),
  savedMsPerHour: msOrNull('What all calls of an hour would save; null once it was applied'),
  costMsPerHour: msOrNull('What writes of an hour would take more, as estimated; null if not known'),
  sizeBytes: Type.Integer({ minimum: 0, description: 'Of the index, as estimated until it is there' }),
  appliedBy: orNull(Type.String(), 'The id of the key that applied it'),
  changedAt: orNull(Type.String({ format: 'date-time' }), 'When it came into this state; null if it is offered'),
})
export type IndexAdvice = Static<typeof IndexAdvice>

export const IndexAdviceList = Type.Object({
  data: Type.Array(IndexAdvice),
  notProved: orNull(Type.String(), 'Why no index can be offered, and what to do; null if they can be proved'),
})
export type IndexAdviceList = Static<typeof IndexAdviceList>

export const IndexAdviceParams = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{12}$', description: 'The id of advice that is offered' }),
})
