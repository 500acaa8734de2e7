import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createApiKey } from './api-key.ts'

describe('createApiKey', () => {
  it('makes a key of the public form, whose id and secret can be told apart', () => {
    const { id, key } = createApiKey()
    expect(key).toMatch(/^ink_[0-9a-z]+_[0-9a-z]+$/)
    expect(key.split('_')[1]).toBe(id)
  })

  it('keeps of the secret its SHA-256 and nothing else', () => {
    const { id, key, secretHash, ...rest } = createApiKey()
    expect(secretHash).toEqual(hash('sha256', key.split('_')[2] ?? '', 'buffer'))
    expect(rest).toEqual({})
    expect(id).not.toContain(key.split('_')[2])
  })

  it('gives 256 bits of secret', () => {
    expect(Buffer.from(createApiKey().key.split('_')[2] ?? '', 'hex')).toHaveLength(32)
  })

  it('makes no key twice', () => {
    const keys = Array.from({ length: 100 }, createApiKey)
    expect(new Set(keys.map(({ id }) => id)).size).toBe(100)
    expect(new Set(keys.map(({ key }) => key.split('_')[2])).size).toBe(100)
  })
})
