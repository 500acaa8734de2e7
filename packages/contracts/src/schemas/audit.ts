import { type Static, Type } from 'typebox'
import { Page, pageQuery } from './page.ts'
import { Id, Text, Time, Whole } from './text.ts'

export const AuditQuery = Type.Object(
  {
    action: Type.Optional(Text(100, 'What was done, such as `key revoked`')),
    keyId: Type.Optional(Text(64, 'The id of the key that did it')),
    tenantId: Type.Optional(Id('The tenant that did it, or to which it was done')),
    since: Type.Optional(Time('The earliest time')),
    until: Type.Optional(Time('The time before which it was done')),
    ...pageQuery,
  },
  { additionalProperties: false },
)

export const AuditEntry = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: 'Its place in the log, which has no gaps' }),
    at: Time('When it was done'),
    tenantId: Type.String({ description: 'The tenant of the key' }),
    keyId: Type.String({ description: 'The id of the key that did it' }),
    service: Type.String({ examples: ['maintenance'] }),
    action: Type.String({ examples: ['key revoked'] }),
    details: Type.Record(Type.String(), Type.Unknown(), {
      description: 'What it was done to; of a change also `before` and `after`. `ofTenantId` is another tenant',
    }),
    address: Type.String({ description: 'The address from which the request came' }),
    requestId: Type.String(),
  },
  { description: 'Something that a person or a program did' },
)
export type AuditEntry = Static<typeof AuditEntry>

export const AuditPage = Page(AuditEntry)

export const AuditExportQuery = Type.Object(
  {
    after: Type.Optional(Whole('The `after` of the answer before; 0 is the beginning', { default: 0 })),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000, default: 500, description: 'The most entries to return' }),
    ),
  },
  { additionalProperties: false },
)

export const AuditExport = Type.Object(
  {
    lines: Type.String({ description: 'Entries as NDJSON: one object of the Elastic Common Schema per line' }),
    after: Type.Integer({ minimum: 0, description: 'What to send as `after` to get what follows' }),
    hasMore: Type.Boolean({ description: 'Whether more follows now' }),
  },
  { description: 'A part of the audit log, oldest first' },
)

const seal = {
  number: Whole('The number of the last entry that the seal covers', { minimum: 1 }),
  code: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Its code, in hexadecimal' }),
}

export const AuditVerification = Type.Object(
  {
    after: Type.Optional(Whole('The `checkedTo` of the call before; 0 is the beginning', { default: 0 })),
    seal: Type.Optional(
      Type.Object(seal, {
        additionalProperties: false,
        description: 'A seal that was kept outside the database, such as in a log: the line `audit log sealed`',
      }),
    ),
  },
  { additionalProperties: false },
)

export const AuditCheck = Type.Object({
  rows: Type.Integer({ minimum: 0, description: 'How many entries were checked' }),
  checkedTo: Type.Integer({ minimum: 0, description: 'The number up to which the log is checked' }),
  hasMore: Type.Boolean({ description: 'Whether to call again with `after`: a call checks at most 100,000 entries' }),
  faults: Type.Array(
    Type.Object({
      number: Type.Integer({ minimum: 1, description: 'The number of the entry' }),
      kind: Type.Enum(['missing', 'changed', 'seal'] as const, {
        description:
          '`missing`: removed; `changed`: changed, inserted or moved; `seal`: entries since the seal before were replaced',
      }),
    }),
    { description: 'Where the log is not as it was written, at most 1,000' },
  ),
})
