import { type Static, Type } from 'typebox'
import { runKinds, runOptions } from './run-options.ts'
import { Text, Time } from './text.ts'

/** Why a run was started: a caller asked for it, predictions became worse, or it was due. */
const runReasons = ['request', 'drift', 'schedule'] as const

const runPriorities = ['high', 'normal', 'low'] as const

const optionsOfKinds = {
  ...Type.Partial(runOptions.train).properties,
  ...Type.Partial(runOptions.refit).properties,
  ...Type.Partial(runOptions.reindex).properties,
  ...Type.Partial(runOptions.dedupe).properties,
  ...Type.Partial(runOptions.decay).properties,
  ...Type.Partial(runOptions.expiry).properties,
  ...Type.Partial(runOptions.warm).properties,
}

/** The options of runs that Inkling submits by a schedule of the tenant. */
export const ScheduledOptions = Type.Object(optionsOfKinds, {
  additionalProperties: false,
  description: 'How to do the work',
})

const RunOptions = Type.Object(
  {
    ...optionsOfKinds,
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
      description: `train builds the model of next items from all events and tunes it; refit does so with the tuning in
service, and learns only weights and calibration again; reindex builds the search index from all items; dedupe finds
items that say the same and proposes to merge each into the one that was created first; decay finds items that are used
no more and proposes to archive them; expiry deletes items that expired long ago, which no answer names since; warm
loads model and index into memory, so that the next answer is quick`,
    }),
    options: Type.Optional(RunOptions),
    priority: Type.Optional(
      Type.Enum(runPriorities, {
        description: `Of ten runs of a kind six are of high, three of normal and one of low priority, as far as there
are any. The default is normal`,
      }),
    ),
    runAt: Type.Optional(Time('The run begins at this time or later, at most a year ahead')),
    dedupeKey: Type.Optional(
      Type.String({
        format: 'storable-text',
        minLength: 1,
        maxLength: 255,
        description:
          'While a run of the kind with this key has not ended, that one is returned and no other is started',
      }),
    ),
    after: Type.Optional(
      Type.Array(Text(64), {
        maxItems: 20,
        uniqueItems: true,
        description: `Operations that must succeed before the run begins. It fails if one of them fails, and is
cancelled if one of them is cancelled`,
      }),
    ),
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
    priority: Type.Optional(Type.Enum(runPriorities)),
    runAt: Type.Optional(Time('It does not begin before')),
    dedupeKey: Type.Optional(Type.String()),
    after: Type.Optional(Type.Array(Type.String(), { description: 'Operations that must succeed before it begins' })),
    createdAt: Time('When the operation was queued'),
    startedAt: Type.Union([Time(), Type.Null()], { description: 'When a worker started it; null until then' }),
    finishedAt: Type.Union([Time(), Type.Null()], { description: 'When it ended, in whatever state; null until then' }),
  },
  { description: 'The operation' },
)
export type Operation = Static<typeof Operation>
