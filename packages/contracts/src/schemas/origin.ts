import { Type } from 'typebox'
import { Format } from 'typebox/format'

/**
 * The origin that a browser sends for pages of this address: scheme, host and port, without a path. Undefined if it is
 * no address of the web.
 */
export function originOf(address: string): string | undefined {
  const { protocol, origin } = URL.parse(address) ?? {}
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined
}

/** Browsers send an origin in one spelling, so that it can be compared as text. */
Format.Set('web-origin', (value) => value === '*' || (!value.includes('*') && originOf(value) === value))

/** The origins whose pages may call with a key. */
export const AllowedOrigins = Type.Array(
  Type.String({
    format: 'web-origin',
    maxLength: 300,
    description: 'Scheme, host and port as browsers send them, without a path; `*` for every origin',
    examples: ['https://shop.example'],
  }),
  {
    maxItems: 100,
    uniqueItems: true,
    description: 'The origins whose pages may call with the key. List each subdomain of its own',
  },
)
