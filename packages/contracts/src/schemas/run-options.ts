import { Type } from 'typebox'

/**
 * The kinds of run that a request may ask for, each with its options as they are after defaults. The job of the same
 * name in `packages/queues` takes them as part of its payload.
 */
export const runOptions = {
  train: Type.Object({
    tuneSeconds: Type.Number({
      minimum: 0,
      maximum: 600,
      default: 30,
      description: 'For train: the most seconds to spend on tuning. The default is 30',
    }),
    force: Type.Optional(
      Type.Boolean({
        description: 'For train: put the model into service even if it predicts worse. The default is false',
      }),
    ),
  }),
  reindex: Type.Object({}),
}

export type RunKind = keyof typeof runOptions
export const runKinds = Object.keys(runOptions) as RunKind[]
