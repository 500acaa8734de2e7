import { InklingError } from '@inkling/errors'

const maxLength = 255
/** A string of RFC 9651, as draft-ietf-httpapi-idempotency-key-header-07 says. */
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/
/** Most clients leave the quotes out. A comma shows that there are several keys. */
const bare = /^[\x21\x23-\x2b\x2d-\x7e]+$/

/**
 * The key that a request names, with or without quotes; undefined if it names none.
 * @throws InklingError bad_request
 */
export function readIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? header.trim() : ''
  const inQuotes = quoted.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1')
  const key = inQuotes ?? (bare.test(text) ? text : '')
  if (key.length > 0 && key.length <= maxLength) return key
  throw new InklingError(
    'bad_request',
    `The header Idempotency-Key must be one key of 1 to ${maxLength} printable ASCII characters without commas; ` +
      'send a UUID, a new one for each request that is not a retry',
  )
}
