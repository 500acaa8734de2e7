import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createApiKey, freshKeyOf, isInForce, readKey, type StoredKey } from './api-key.ts'

const secret = '0f'.repeat(32)
const presented = { id: 'a1b2', secret }
const key = `ink_a1b2_${secret}`

describe('freshKeyOf', () => {
  it('gives the id of a key and the SHA-256 of its secret', () => {
    expect(freshKeyOf(key)).toEqual({ id: 'a1b2', secretHash: hash('sha256', secret, 'buffer'), key })
  })

  it('rejects a text that is not a key, without showing it', () => {
    expect(() => freshKeyOf('ink_a1b2')).toThrow(new RangeError('The key must have the form ink_<id>_<secret>'))
  })
})

describe('createApiKey', () => {
  const secretOf = (made: string) => made.split('_')[2] ?? ''

  it('makes a key of which readKey finds the id and the secret', () => {
    const { id, key } = createApiKey()
    expect(readKey(undefined, key)).toEqual({ id, secret: secretOf(key) })
  })

  it('stores the SHA-256 of the secret and nothing else of it', () => {
    const { id, key, secretHash, ...rest } = createApiKey()
    expect(secretHash).toEqual(hash('sha256', secretOf(key), 'buffer'))
    expect(rest).toEqual({})
    expect(id).not.toContain(secretOf(key))
  })

  it('makes secrets of 256 bits', () => {
    expect(Buffer.from(secretOf(createApiKey().key), 'hex')).toHaveLength(32)
  })

  it('makes no id and no secret twice', () => {
    const keys = Array.from({ length: 100 }, createApiKey)
    expect(new Set(keys.map(({ id }) => id)).size).toBe(100)
    expect(new Set(keys.map((made) => secretOf(made.key))).size).toBe(100)
  })
})

describe('readKey', () => {
  it.each([`Bearer ${key}`, `bearer   ${key}`, key])('reads a key from Authorization: %s', (authorization) => {
    expect(readKey(authorization, undefined)).toEqual(presented)
  })

  it('reads the key in X-Api-Key rather than the one in Authorization', () => {
    expect(readKey(undefined, key)).toEqual(presented)
    expect(readKey(`Bearer ink_other_${secret}`, key)).toEqual(presented)
  })

  it.each([
    undefined,
    '',
    'Bearer ',
    `Basic ${key}`,
    'ink_a1b2',
    'ink_a1b2_tooshort',
    `ink__${secret}`,
    `ink_a1b2_${secret} `,
    `ink_a1b2_${secret}\n`,
    `INK_a1b2_${secret}`,
    `ink_${'a'.repeat(65)}_${secret}`,
    `ink_a1b2_${'0'.repeat(129)}`,
  ])('reads no key from text of another form: %j', (authorization) => {
    expect(readKey(authorization, undefined)).toBeUndefined()
  })

  it('reads no key from two X-Api-Key headers', () => {
    expect(readKey(undefined, [key, key])).toBeUndefined()
  })
})

describe('isInForce', () => {
  const nowMs = 1_000
  const stored: StoredKey = {
    id: 'a1b2',
    tenantId: 't',
    secretHash: hash('sha256', secret, 'buffer'),
    scopes: [],
    allowedOrigins: [],
    expiresAtMs: null,
    plan: 'starter',
    isActive: true,
  }

  it('accepts a key only with the right secret', () => {
    expect(isInForce(presented, stored, nowMs)).toBe(true)
    expect(isInForce({ ...presented, secret: `${secret.slice(0, -1)}e` }, stored, nowMs)).toBe(false)
  })

  it('rejects a key from the moment it expires', () => {
    expect(isInForce(presented, { ...stored, expiresAtMs: nowMs + 1 }, nowMs)).toBe(true)
    expect(isInForce(presented, { ...stored, expiresAtMs: nowMs }, nowMs)).toBe(false)
  })

  it('rejects a key whose tenant is suspended or being deleted', () => {
    expect(isInForce(presented, { ...stored, isActive: false }, nowMs)).toBe(false)
  })
})
