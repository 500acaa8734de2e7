import { expect, it } from 'vitest'
import { isSpeculative } from './is-speculative.ts'

const says = (purpose?: string) =>
  isSpeculative({ headers: { ...(purpose !== undefined && { 'sec-purpose': purpose }) } })

it.each(['prefetch', 'prefetch;prerender', 'prefetch; prerender', ' prefetch ', 'other, prefetch;anonymous-client-ip'])(
  'a request for %j is made on a guess',
  (purpose) => expect(says(purpose)).toBe(true),
)

it.each([undefined, '', 'prerender', 'prefetched', 'Prefetch', 'other;prefetch', 'prefetch-not'])(
  'a request for %j is not',
  (purpose) => expect(says(purpose)).toBe(false),
)
