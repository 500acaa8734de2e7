import { type Static, Type } from 'typebox'
import { Time } from './text.ts'

/** A month in UTC, such as `2026-01`. */
export const Month = Type.String({
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
  examples: ['2026-01'],
  description: 'A month in UTC, such as 2026-01',
})

export const ArchiveRequest = Type.Object(
  {
    months: Type.Optional(
      Type.Array(Month, {
        minItems: 1,
        maxItems: 120,
        uniqueItems: true,
        description: `The months to archive, which must have ended. The default is those that ended more than
ARCHIVE_AFTER_DAYS ago and were not restored within 30 days`,
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: 'Only count what would be archived. The default is true' })),
  },
  { additionalProperties: false },
)
export type ArchiveRequest = Static<typeof ArchiveRequest>

export const ArchivedMonth = Type.Object(
  {
    month: Month,
    tenants: Type.Integer({ description: 'How many tenants have events in it' }),
    events: Type.Integer(),
    sizeBytes: Type.Integer({ description: 'Of the compressed files' }),
    firstAt: Time('When the first event occurred'),
    lastAt: Time('When the last event occurred'),
    archivedAt: Time('When the last events were archived'),
    restoredAt: Type.Union([Time(), Type.Null()], {
      description: 'When they were brought back; null while they are only in the archive',
    }),
  },
  { description: 'A month of events in the archive' },
)
export type ArchivedMonth = Static<typeof ArchivedMonth>
