import type { SearchSettings } from '@inkling/contracts'
import { createLogger } from '@inkling/telemetry'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SettingsCache } from './settings-cache.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
let nowMs = 0
const read = vi.fn<(tenantId: string) => Promise<SearchSettings>>()
let cache: SettingsCache
beforeEach(() => {
  nowMs = 0
  read.mockReset().mockImplementation(async () => ({ language: 'en' }))
  cache = new SettingsCache({ read, clock: () => nowMs, logger })
})

describe('SettingsCache', () => {
  it('reads once for concurrent searches, and returns the same object while nothing changes', async () => {
    const [first, second] = await Promise.all([cache.get('acme', 5_000), cache.get('acme', 5_000)])
    expect(read).toHaveBeenCalledTimes(1)
    expect(second).toBe(first)
    expect(await cache.refresh('acme')).toEqual(first)
    expect(await cache.get('acme', 5_000)).toBe(first)
  })

  it('returns settings half a second old while it reads them again', async () => {
    await cache.get('acme', 5_000)
    read.mockResolvedValue({ language: 'de' })
    nowMs = 501
    expect(await cache.get('acme', 5_000)).toEqual({ language: 'en' })
    await vi.waitFor(async () => expect(await cache.get('acme', 5_000)).toEqual({ language: 'de' }))
    expect(cache.peek('acme')).toEqual({ language: 'de' })
    expect(cache.peek('globex')).toBeUndefined()
  })

  it('returns the last known settings while they cannot be read, and none if none are known', async () => {
    await cache.get('acme', 5_000)
    read.mockRejectedValue(new Error('no connection'))
    expect(await cache.refresh('acme')).toEqual({ language: 'en' })
    expect(await cache.get('globex', 5_000)).toEqual({})
  })

  it('reads nothing on a wake-up of a tenant that it does not know', () => {
    cache.wake('acme')
    expect(read).not.toHaveBeenCalled()
  })

  it('returns no settings when they cannot be read in time, and those that were read to the next search', async () => {
    const { promise, resolve } = Promise.withResolvers<SearchSettings>()
    read.mockReturnValue(promise)
    expect(await cache.get('acme', 1)).toEqual({})
    resolve({ language: 'de' })
    expect(await cache.get('acme', 5_000)).toEqual({ language: 'de' })
    expect(read).toHaveBeenCalledOnce()
  })
})
