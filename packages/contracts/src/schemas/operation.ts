import { type Static, Type } from 'typebox'
import { runKinds, runOptions } from './run-options.ts'
import { Time } from './text.ts'

/** Why a run was started: a caller asked for it, predictions became worse, or it was due. */
const runReasons = ['request', 'drift', 'schedule'] as const

const RunOptions = Type.Object(
  {
    ...Type.Partial(runOptions.train).properties,
    ...Type.Partial(runOptions.reindex).properties,
    reason: Type.Optional(
      Type.Enum(runReasons, {
        description: `Why the run is started. The default is request.
With drift or schedule, a run of the same kind that is queued or running is returned and no other is started`,
      }),
    ),
  },
  { additionalProperties: false, description: 'How to do the work' },
)

export const RunRequest = Type.Object(
  {
    kind: Type.Enum(runKinds, {
      description:
        'train builds the model of next items from all events; reindex builds the search index from all items',
    }),
    options: Type.Optional(RunOptions),
  },
  { additionalProperties: false },
)
export type RunRequest = Static<typeof RunRequest>

export const Operation = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({ examples: ['train'] }),
    state: Type.Enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const),
    progress: Type.Number({ minimum: 0, maximum: 1, description: 'The share of the work that is done' }),
    options: Type.Record(Type.String(), Type.Unknown(), { description: 'The options, with defaults filled in' }),
    result: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
      description: 'What the work resulted in; null until it succeeds',
    }),
    error: Type.Union([Type.String(), Type.Null()], { description: 'Why the work failed; null unless it did' }),
    createdAt: Time('When the operation was queued'),
    startedAt: Type.Union([Time(), Type.Null()], { description: 'When a worker started it; null until then' }),
    finishedAt: Type.Union([Time(), Type.Null()], { description: 'When it ended, in whatever state; null until then' }),
  },
  { description: 'The operation' },
)
export type Operation = Static<typeof Operation>
