import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type CacheKey, keyOf, platform, tagText } from './cache-key.ts'
import type { Cache } from './stale-while-revalidate.ts'

const parts = fc.array(fc.string({ maxLength: 4, unit: fc.constantFrom('a', '/', '%', '2', 'F', '\n') }), {
  minLength: 1,
  maxLength: 4,
})
const owner = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', '/', '%', '2', 'F') })
const textOf = (of: string, all: readonly string[]) => keyOf(of, all[0] ?? '', ...all.slice(1)).text

it('different owners or parts never make the same key', () => {
  fc.assert(
    fc.property(owner, parts, owner, parts, (one, first, two, second) => {
      const isSame = one === two && JSON.stringify(first) === JSON.stringify(second)
      expect(textOf(one, first) === textOf(two, second)).toBe(isSame)
    }),
  )
})

it('the platform is no tenant, and an empty tenant is an error', () => {
  expect(keyOf(platform, 'a').text).not.toBe(keyOf('a', 'a').text)
  expect(() => keyOf('', 'a')).toThrow(RangeError)
  expect(tagText('acme', 'a\nb')).not.toContain('\n')
})

it('a key without its tenant does not compile', () => {
  const compile = (cache: Cache<string>, load: () => Promise<string>) => {
    // @ts-expect-error a text is no key
    void cache.get('item-1', load)
    // @ts-expect-error one part is the tenant, and the name is missing
    void cache.get(keyOf('item-1'), load)
    // @ts-expect-error a key is made by keyOf only
    const forged: CacheKey = { owner: 'acme', ownerText: 'acme', id: 'item-1', text: 'acme/item-1' }
    return forged
  }
  expect(compile).toBeTypeOf('function')
})
