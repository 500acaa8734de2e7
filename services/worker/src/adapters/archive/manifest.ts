import { type Static, Type } from 'typebox'

/** What a file of events holds. It is stored beside the file, after it. */
export const Manifest = Type.Object({
  format: Type.Literal(1),
  tenantId: Type.String(),
  month: Type.String({ pattern: '^\\d{4}-\\d\\d$' }),
  /** Of each line, in their order. */
  columns: Type.Array(Type.String()),
  events: Type.Integer({ minimum: 1 }),
  firstAt: Type.String(),
  lastAt: Type.String(),
  /** Of the lines, with a line feed after each. */
  linesSha256: Type.String(),
  /** Of the compressed file. */
  sizeBytes: Type.Integer({ minimum: 1 }),
  sha256: Type.String(),
})
export type Manifest = Static<typeof Manifest>
