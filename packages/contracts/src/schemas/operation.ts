import { type Static, Type } from 'typebox'
import { Time } from './text.ts'

/** Work that a tenant may ask for. */
export const runKinds = ['train', 'reindex'] as const

/** Who asked for a run: a caller, a loss that rose, or the calendar. */
const runReasons = ['request', 'drift', 'schedule'] as const

export const RunRequest = Type.Object(
  {
    kind: Type.Enum(runKinds),
    options: Type.Optional(
      Type.Object(
        {
          tuneSeconds: Type.Optional(
            Type.Number({ minimum: 0, maximum: 600, description: 'Most time that tuning may take' }),
          ),
          force: Type.Optional(
            Type.Boolean({ description: 'Put the result into service even if it predicts worse than what is there' }),
          ),
          reason: Type.Optional(
            Type.Enum(runReasons, {
              description:
                'Why; for drift and schedule a run of the same kind that is queued or running is answered, and none is started',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type RunRequest = Static<typeof RunRequest>

export const Operation = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  state: Type.Enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  options: Type.Record(Type.String(), Type.Unknown()),
  result: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  error: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  startedAt: Type.Union([Time, Type.Null()]),
  finishedAt: Type.Union([Time, Type.Null()]),
})
export type Operation = Static<typeof Operation>
