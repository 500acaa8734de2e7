import type postgres from 'postgres'

/** Oids of date, timestamp and timestamptz. */
const [dateOid, timestampOid, timestamptzOid] = [1082, 1114, 1184]

/**
 * Times as Postgres writes them in UTC, as dates. `new Date` alone reads the year 0001 of `0001-01-01 00:00:00+00` as
 * 2001.
 */
export const timestamps: postgres.PostgresType<Date> = {
  to: timestamptzOid,
  from: [dateOid, timestampOid, timestamptzOid],
  serialize: (value: Date | string) => (value instanceof Date ? value.toISOString() : value),
  parse: (text: string) => new Date(text.replace(' ', 'T').replace(/\+00$/, 'Z')),
}
