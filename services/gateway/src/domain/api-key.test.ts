import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isInForce, readKey, type StoredKey } from './api-key.ts'

const secret = '0f'.repeat(32)
const presented = { id: 'a1b2', secret }
const key = `ink_a1b2_${secret}`

describe('readKey', () => {
  it.each([`Bearer ${key}`, `bearer   ${key}`, key])('reads the key of Authorization: %s', (authorization) => {
    expect(readKey(authorization, undefined)).toEqual(presented)
  })

  it('reads the key of X-Api-Key, which goes before Authorization', () => {
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
  ])('reads no key where there is none of our form: %j', (authorization) => {
    expect(readKey(authorization, undefined)).toBeUndefined()
  })

  it('does not choose between two X-Api-Key headers', () => {
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
    expiresAtMs: null,
    plan: 'starter',
    isActive: true,
  }

  it('lets in the right secret alone', () => {
    expect(isInForce(presented, stored, nowMs)).toBe(true)
    expect(isInForce({ ...presented, secret: `${secret.slice(0, -1)}e` }, stored, nowMs)).toBe(false)
  })

  it('shuts a key out from the moment it expires', () => {
    expect(isInForce(presented, { ...stored, expiresAtMs: nowMs + 1 }, nowMs)).toBe(true)
    expect(isInForce(presented, { ...stored, expiresAtMs: nowMs }, nowMs)).toBe(false)
  })

  it('shuts out a tenant that is suspended or being deleted', () => {
    expect(isInForce(presented, { ...stored, isActive: false }, nowMs)).toBe(false)
  })
})
