import { type Static, Type } from 'typebox'

export const BackupRequest = Type.Object(
  {
    kind: Type.Optional(
      Type.Enum(['full', 'incremental'] as const, {
        description: `Whether it holds everything, or what changed since the one before it. The default is incremental,
or full if the newest full backup is older than a week or not verified`,
      }),
    ),
  },
  { additionalProperties: false },
)
export type BackupRequest = Static<typeof BackupRequest>
