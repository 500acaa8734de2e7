import { InklingError } from '@inkling/errors'

export const maxKeyLength = 255
/** A string of RFC 9651, as draft-ietf-httpapi-idempotency-key-header-07 says. */
const quoted = String.raw`"((?:[ !#-\[\]-~]|\\["\\])+)"`
/** Most clients leave the quotes out. A comma shows that there are several keys. */
const bare = String.raw`([!#-+\--~]+)`
export const keyPattern = `^(?:${quoted}|${bare})$`
const expression = new RegExp(keyPattern)

/**
 * The key that a request names, with or without quotes; undefined if it names none.
 * @throws InklingError bad_request
 */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? header.trim() : ''
  const [, inQuotes, withoutQuotes] = expression.exec(text) ?? []
  const key = inQuotes?.replace(/\\(["\\])/g, '$1') ?? withoutQuotes
  if (key !== undefined && key.length <= maxKeyLength) return key
  throw new InklingError(
    'bad_request',
    `The header Idempotency-Key must be one key of 1 to ${maxKeyLength} printable ASCII characters without commas; ` +
      'send a UUID, a new one for each request that is not a retry',
  )
}
