import { type Static, Type } from 'typebox'
import { TraceParams } from './trace.ts'

const traceId = TraceParams.properties.id

export const LogQuery = Type.Object({ traceId }, { additionalProperties: false })

export const ProcessLog = Type.Object({
  lines: Type.Array(Type.String(), { description: 'JSON, oldest first' }),
})

export const LogLine = Type.Object(
  {
    time: Type.String({ format: 'date-time' }),
    level: Type.String({ examples: ['warn'] }),
    process: Type.String({ examples: ['search'], description: 'The second process of a service is `<name> 2`' }),
    message: Type.String(),
    spanId: Type.Union([Type.String(), Type.Null()], { description: 'The span in which it was written' }),
    fields: Type.Record(Type.String(), Type.Unknown(), { description: 'What else the line holds' }),
  },
  { description: 'A line of a log' },
)
export type LogLine = Static<typeof LogLine>

export const TraceLog = Type.Object({
  data: Type.Array(LogLine, { description: 'Oldest first' }),
  unreachable: Type.Array(Type.String(), { description: 'Processes that did not answer: their lines are missing' }),
})
