import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose'
import { expect, it } from 'vitest'
import { KeySets } from './key-sets.ts'

const keyOf = async (kid: string): Promise<JWK> => ({
  ...(await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)),
  ...{ kid, alg: 'ES256' },
})
const [first, second] = [await keyOf('first'), await keyOf('second')]
const url = 'https://login.example/jwks'

/** An issuer with a clock that only the waits and the test advance. */
function issuer(...keys: JWK[]) {
  const at = { nowMs: 0, keys, isAway: false, fetches: 0 }
  const sets = new KeySets({
    nowMs: () => at.nowMs,
    waitMs: async (ms) => {
      at.nowMs += ms
    },
    fetchJwks: async (): Promise<JSONWebKeySet> => {
      at.fetches++
      if (at.isAway) throw new Error('away')
      return { keys: at.keys }
    },
  })
  const find = async (kid: string) => sets.of(url)({ alg: 'ES256', kid }, {} as never)
  return { at, find }
}
const unknown = expect.objectContaining({ code: 'ERR_JWKS_NO_MATCHING_KEY' })

it('reads a set once for many tokens at the same time', async () => {
  const { at, find } = issuer(first)
  await Promise.all(Array.from({ length: 20 }, () => find('first')))
  expect(at.fetches).toBe(1)
})

it('a rotation refuses no token, of the new key or the old, right after a reading too', async () => {
  const { at, find } = issuer(first)
  await find('first')
  at.keys = [first, second]
  const found = await Promise.all([find('second'), find('first'), find('second')])
  expect(found).toHaveLength(3)
  expect(at.fetches).toBe(2)
})

it('unknown keys make it read once in a second at most', async () => {
  const { at, find } = issuer(first)
  await find('first')
  await Promise.all(['a', 'b', 'c', 'd'].map((kid) => expect(find(kid)).rejects.toEqual(unknown)))
  await expect(find('e')).rejects.toEqual(unknown)
  expect(at.fetches).toBe(3)
  expect(at.nowMs).toBe(2_000)
})

it('a key that is no longer served ends once the set is read again', async () => {
  const { at, find } = issuer(first, second)
  await find('first')
  at.keys = [second]
  at.nowMs = 600_001
  await find('first')
  await find('second')
  await expect(find('first')).rejects.toEqual(unknown)
})

it('uses what it has for an hour while the issuer is away, and then nothing', async () => {
  const { at, find } = issuer(first)
  await find('first')
  at.isAway = true
  at.nowMs = 3_600_000
  await find('first')
  at.nowMs = 3_700_001
  await expect(find('first')).rejects.toThrow('away')
  at.isAway = false
  await find('first')
})
