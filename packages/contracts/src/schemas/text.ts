import { type TSchema, Type } from 'typebox'
import { Format } from 'typebox/format'

/** RFC 3339 allows the year 0 and offsets up to 23:59; Postgres accepts neither. */
const isStorableTime = (value: string) =>
  Format.IsDateTime(value) && !value.startsWith('0000') && !/[+-](1[6-9]|2\d):\d\d$/.test(value)

/** Postgres stores no NUL, and UTF-8 has no lone surrogates: text with either would not come back as it was sent. */
const isStorable = (value: string) => value.isWellFormed() && !value.includes('\0')

Format.Set('storable-time', isStorableTime)
Format.Set('storable-text', isStorable)
Format.Set('opaque-id', (value) => Buffer.byteLength(value) <= 256 && isStorable(value))

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

/** A date and time by RFC 3339. */
export const Time = (description?: string) =>
  Type.String({
    format: 'storable-time',
    description: description ? `${description}, by RFC 3339` : 'A date and time, by RFC 3339',
    examples: ['2026-11-21T09:30:00Z'],
  })
