import { type Static, Type } from 'typebox'

const recording = {
  kind: Type.Enum(['cpu', 'heap'] as const, {
    description: 'cpu: which functions use the processor; heap: which functions allocated the memory still in use',
  }),
  seconds: Type.Integer({
    minimum: 1,
    maximum: 25,
    description: 'How long it records. The longest deadline is 30 s, and the file must arrive too',
  }),
}

/** What one process records of itself. */
export const ProcessProfile = Type.Object(recording, { additionalProperties: false })
export type ProcessProfile = Static<typeof ProcessProfile>

export const ProfileRequest = Type.Object(
  {
    service: Type.Enum(['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const, {
      description: 'The service; gateway is the one that answers',
    }),
    ...recording,
    process: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'Which replica, as `/health` numbers them: 2 is `prediction 2`; the first one unless given',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ProfileRequest = Static<typeof ProfileRequest>

export const Profile = Type.Record(Type.String(), Type.Unknown(), {
  description: 'A `.cpuprofile` or a `.heapprofile` of V8',
})
export type Profile = Static<typeof Profile>
