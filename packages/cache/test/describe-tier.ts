import { describe, expect, it } from 'vitest'
import { type CacheKey, keyOf } from '../src/cache-key.ts'

/** A tier as the contract sees it: it holds bytes with tags for a time. */
export interface TestedTier {
  write(key: CacheKey, bytes: Buffer, keptMs: number): Promise<void>
  read(
    key: CacheKey,
  ): Promise<{ readonly bytes: Buffer; readonly tags: readonly string[]; readonly ageMs: number } | undefined>
  remove(key: CacheKey): Promise<void>
}

/** The tags that `write` gives each value. */
export const contractTags = ['acme/', 'acme/item:1'] as const
const longMs = 60_000

/** What every tier keeps to. */
export function describeTier(name: string, open: () => TestedTier): void {
  describe(`the ${name} tier`, () => {
    it('returns what was written, byte by byte, with its tags and age', async () => {
      const tier = open()
      const bytes = Buffer.from([0, 1, 10, 13, 127, 128, 255])
      await tier.write(keyOf('acme', 'bytes'), bytes, longMs)
      const found = await tier.read(keyOf('acme', 'bytes'))
      expect(found?.bytes).toEqual(bytes)
      expect(found?.tags).toEqual(contractTags)
      expect(found?.ageMs).toBeGreaterThanOrEqual(0)
    })

    it('holds empty values, long ones and long keys', async () => {
      const tier = open()
      for (const [n, bytes] of [Buffer.alloc(0), Buffer.alloc(1_000_000, 7)].entries()) {
        const key = keyOf('acme', 'k'.repeat(500), n)
        await tier.write(key, bytes, longMs)
        expect((await tier.read(key))?.bytes.equals(bytes)).toBe(true)
      }
    })

    it('replaces a value', async () => {
      const tier = open()
      for (const text of ['old', 'new']) await tier.write(keyOf('acme', 'replaced'), Buffer.from(text), longMs)
      expect((await tier.read(keyOf('acme', 'replaced')))?.bytes.toString()).toBe('new')
    })

    it('finds nothing under the key of another tenant', async () => {
      const tier = open()
      await tier.write(keyOf('acme', 'ours'), Buffer.from('ours'), longMs)
      expect(await tier.read(keyOf('globex', 'ours'))).toBeUndefined()
    })

    it('removes a value, and one that is not there', async () => {
      const tier = open()
      await tier.write(keyOf('acme', 'removed'), Buffer.from('value'), longMs)
      for (const _ of [1, 2]) await tier.remove(keyOf('acme', 'removed'))
      expect(await tier.read(keyOf('acme', 'removed'))).toBeUndefined()
    })

    it('forgets a value when it is no longer kept', async () => {
      const tier = open()
      await tier.write(keyOf('acme', 'short'), Buffer.from('value'), 1)
      await expect.poll(() => tier.read(keyOf('acme', 'short'))).toBeUndefined()
    })
  })
}
