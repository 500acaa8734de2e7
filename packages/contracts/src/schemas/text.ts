import { type TSchema, Type } from 'typebox'
import { Format } from 'typebox/format'
import { isStorable } from '../storable.ts'

/** An RFC 3339 time with at most 9 digits of a second, an offset below 16 hours, no leap second and not the year 0. */
const timePattern = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-5]):\d\d)$/i

/** In UTC. Postgres rounds to microseconds, so a fraction of the last second could end in the year 10000. */
const firstInstantMs = Date.parse('0001-01-01T00:00:00Z')
const lastInstantMs = Date.parse('9999-12-31T23:59:59Z')

/** RFC 3339 allows more than Postgres and JavaScript store and return: this accepts what both can. */
function isStorableTime(value: string): boolean {
  if (!timePattern.test(value) || !Format.IsDateTime(value)) return false
  const instantMs = Date.parse(value)
  return instantMs >= firstInstantMs && instantMs <= lastInstantMs
}

Format.Set('storable-time', isStorableTime)
Format.Set('storable-text', (value) => isStorable(value))
Format.Set('opaque-id', (value) => isStorable(value, 256))

/** An id that the client chooses: 1 to 256 bytes of UTF-8. */
export const Id = (description = 'The id') =>
  Type.String({
    format: 'opaque-id',
    minLength: 1,
    maxLength: 256,
    description: `${description}: 1 to 256 bytes of UTF-8`,
  })

/** Text of at most `maxLength` characters. */
export const Text = (maxLength: number, description?: string) =>
  Type.String({ format: 'storable-text', maxLength, ...(description && { description }) })

/** Values by name. A name has at most 128 characters, none of them a NUL or a lone surrogate. */
export const Named = <T extends TSchema>(value: T, maxProperties: number, description?: string) =>
  Type.Record(Type.String({ pattern: '^[^\\0\\p{Cs}]{0,128}$' }), value, {
    maxProperties,
    additionalProperties: false,
    ...(description && { description }),
  })

/** A whole number that JSON's readers keep exactly (RFC 8259, section 6). */
export const Whole = (description?: string, { minimum = 0, ...bounds }: { minimum?: number; default?: number } = {}) =>
  Type.Integer({ minimum, maximum: Number.MAX_SAFE_INTEGER, ...bounds, ...(description && { description }) })

/** A date and time by RFC 3339, in the years 0001 to 9999 of UTC; it is kept to the millisecond. */
export const Time = (description?: string) =>
  Type.String({
    format: 'storable-time',
    description: description ? `${description}, by RFC 3339` : 'A date and time, by RFC 3339',
    examples: ['2026-11-21T09:30:00Z'],
  })
