import { type Static, Type } from 'typebox'

const Start = Type.Object({
  process: Type.String({ examples: ['prediction'] }),
  startedAt: Type.String({ format: 'date-time' }),
  version: Type.String({ description: 'The version of Inkling that it runs' }),
})

/** Counts since the gateway that answers has started, and the starts of all processes. */
export const TrafficReport = Type.Object({
  requests: Type.Integer({ description: 'The requests that were answered' }),
  failed: Type.Integer({ description: 'Of these, those that were answered with 500 or above' }),
  latency: Type.Array(
    Type.Object({
      withinSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'Null for any time' }),
      requests: Type.Integer({ description: 'The requests that took this time at most' }),
    }),
    { description: 'A cumulative histogram, the shortest time first' },
  ),
  starts: Type.Array(Start, { description: 'When each process has started' }),
  unreachable: Type.Array(Type.String(), { description: 'Processes that did not answer: their starts are missing' }),
})
export type TrafficReport = Static<typeof TrafficReport>
