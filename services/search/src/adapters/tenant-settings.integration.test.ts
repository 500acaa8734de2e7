import { type Caches, createCache } from '@inkling/cache'
import type { SearchSettings } from '@inkling/contracts'
import { createLogger } from '@inkling/telemetry'
import { testRedis } from '@inkling/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type TenantSettings, tenantSettings } from './tenant-settings.ts'

const redis = await testRedis()
const logger = createLogger({ service: 'test', level: 'silent' })
const read = vi.fn<(tenantId: string) => Promise<SearchSettings>>()
let aheadMs = 0
let processes: { readonly caches: Caches; readonly settings: TenantSettings }[]

beforeEach(async () => {
  aheadMs = 0
  read.mockReset().mockImplementation(async () => ({ language: 'en' }))
  processes = [1, 2].map(() => {
    const caches = createCache({ redisUrl: redis.url, clock: () => performance.now() + aheadMs })
    return { caches, settings: tenantSettings(caches, read, logger) }
  })
  await Promise.all(processes.map(({ caches }) => caches.ready))
})
afterEach(() => Promise.all(processes.map(({ caches }) => caches.close())))
const settingsOf = (n: number) => processes[n]?.settings as TenantSettings

it('reads once for concurrent searches, and returns the same object while nothing changes', async () => {
  const [first, second] = await Promise.all([settingsOf(0).get('acme', 5_000), settingsOf(0).get('acme', 5_000)])
  expect(read).toHaveBeenCalledTimes(1)
  expect([second, await settingsOf(0).get('acme', 5_000)]).toEqual([first, first])
  expect(settingsOf(0).peek('acme')).toBe(first)
  expect(settingsOf(0).peek('globex')).toBeUndefined()
})

it('reads settings again in every process after they changed', async () => {
  await Promise.all([settingsOf(0).get('acme', 5_000), settingsOf(1).get('acme', 5_000)])
  read.mockResolvedValue({ language: 'de' })
  await settingsOf(0).changed('acme')
  expect(await settingsOf(0).get('acme', 5_000)).toEqual({ language: 'de' })
  await vi.waitFor(async () => expect(await settingsOf(1).get('acme', 5_000)).toEqual({ language: 'de' }))
})

it('returns the last known settings while they cannot be read, and none if none are known', async () => {
  await settingsOf(0).get('acme', 5_000)
  read.mockRejectedValue(new Error('no connection'))
  aheadMs += 3_600_000
  expect(await settingsOf(0).get('acme', 5_000)).toEqual({ language: 'en' })
  expect(await settingsOf(0).get('globex', 5_000)).toEqual({})
})

it('returns no settings when they cannot be read in time, and those that were read to the next search', async () => {
  const { promise, resolve } = Promise.withResolvers<SearchSettings>()
  read.mockReturnValue(promise)
  expect(await settingsOf(0).get('initech', 1)).toEqual({})
  resolve({ language: 'de' })
  expect(await settingsOf(0).get('initech', 5_000)).toEqual({ language: 'de' })
})
