import { type Static, type TInteger, type TOptional, Type } from 'typebox'
import { type Period, type RetainedRows, retentionPeriods } from '../retention-periods.ts'

const daysOf = ({ days, least, most, of }: Period) =>
  Type.Optional(
    Type.Integer({ minimum: least, maximum: most, description: `For how many days ${of} are kept; else ${days}` }),
  )

const fields = Object.fromEntries(Object.entries(retentionPeriods).map(([name, period]) => [name, daysOf(period)]))

export const Retention = Type.Object(fields as Record<RetainedRows, TOptional<TInteger>>, {
  additionalProperties: false,
  description: 'Days for which data is kept, where they differ from the default; deleted daily',
})
export type Retention = Static<typeof Retention>
