import { Type } from 'typebox'
import { Text } from './text.ts'

const dryRun =
  'For dedupe and decay: only store the changes, to be read and applied later; for expiry: only count. The default is true'

const force = Type.Optional(
  Type.Boolean({
    description: `For train and refit: put the model into service even if it predicts worse, or too few sessions tell.
The default is false`,
  }),
)

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
      description: `For train: the most seconds to spend on tuning. The default is 30.
With 0 the tuning in service stays, as in a refit`,
    }),
    force,
  }),
  refit: Type.Object({ force }),
  reindex: Type.Object({}),
  dedupe: Type.Object({
    dryRun: Type.Boolean({
      default: true,
      description: dryRun,
    }),
    similarity: Type.Number({
      minimum: 0.5,
      maximum: 1,
      default: 0.6,
      description: `For dedupe: the mean of the shares of words, and of pairs of neighbouring words, that two texts must
have in common. The default is 0.6; a text of which 10 % of the words were replaced has about 0.74. Texts that differ
in numbers are never merged, and neither are short ones that differ in a word that matters, such as a colour or size`,
    }),
    ignore: Type.Array(Type.Enum(['kind', 'tags', 'attributes'] as const), {
      maxItems: 3,
      default: [],
      description: 'For dedupe: fields in which duplicates may differ. The default is none',
    }),
  }),
  decay: Type.Object({
    dryRun: Type.Boolean({ default: true, description: dryRun }),
    halfLifeDays: Type.Number({
      minimum: 1,
      maximum: 3_650,
      default: 60,
      description: 'For decay: days after which the use of an item counts half. The default is 60',
    }),
    halfLives: Type.Array(
      Type.Object(
        {
          kind: Text(64, 'The kind of the items'),
          days: Type.Number({ minimum: 1, maximum: 3_650, description: 'Their half-life' }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 100, default: [], description: 'For decay: other half-lives, by the kind of the items' },
    ),
    leastScore: Type.Number({
      minimum: 0,
      maximum: 1_000,
      default: 0.05,
      description: `For decay: an item is archived if what is left of its uses is less. The default is 0.05, which is
left of one use after 4.3 half-lives`,
    }),
    graceDays: Type.Number({
      minimum: 0,
      maximum: 3_650,
      default: 90,
      description: 'For decay: items that were created in the last so many days stay. The default is 90',
    }),
  }),
  expiry: Type.Object({
    dryRun: Type.Boolean({ default: true, description: dryRun }),
    expiredDays: Type.Number({
      minimum: 0,
      maximum: 3_650,
      default: 30,
      description: 'For expiry: items that expired at least so many days ago are deleted. The default is 30',
    }),
  }),
  warm: Type.Object({}),
}

export type RunKind = keyof typeof runOptions
export const runKinds = Object.keys(runOptions) as RunKind[]
