import { expect, it } from 'vitest'
import { isSpeculative } from './is-speculative.ts'

const says = (purpose?: string) =>
  isSpeculative({ headers: { ...(purpose !== undefined && { 'sec-purpose': purpose }) } })

it.each(['prefetch', 'prefetch;prerender', 'prefetch; prerender', ' prefetch ', 'other, prefetch;anonymous-client-ip'])(
  'a request with Sec-Purpose %j is speculative',
  (purpose) => expect(says(purpose)).toBe(true),
)

it.each([undefined, '', 'prerender', 'prefetched', 'Prefetch', 'other;prefetch', 'prefetch-not'])(
  'a request with Sec-Purpose %j is not speculative',
  (purpose) => expect(says(purpose)).toBe(false),
)
