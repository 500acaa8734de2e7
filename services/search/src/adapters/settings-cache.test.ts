import type { SearchSettings } from '@inkling/contracts'
import { createLogger } from '@inkling/telemetry'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SettingsCache } from './settings-cache.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
let nowMs = 0
const read = vi.fn<(tenantId: string) => Promise<SearchSettings>>()
const onChange = vi.fn()
let cache: SettingsCache
beforeEach(() => {
  nowMs = 0
  read.mockReset().mockImplementation(async () => ({ language: 'en' }))
  onChange.mockReset()
  cache = new SettingsCache({ read, onChange, clock: () => nowMs, logger })
})

describe('SettingsCache', () => {
  it('reads once however many ask at once, and gives the same object while nothing changes', async () => {
    const [first, second] = await Promise.all([cache.get('acme'), cache.get('acme')])
    expect(read).toHaveBeenCalledTimes(1)
    expect(second).toBe(first)
    expect(await cache.refresh('acme')).toEqual(first)
    expect(await cache.get('acme')).toBe(first)
    expect(onChange).not.toHaveBeenCalled()
  })

  it('answers from what it knows while it reads anew what is half a second old, and tells what changed', async () => {
    await cache.get('acme')
    read.mockResolvedValue({ language: 'de' })
    nowMs = 501
    expect(await cache.get('acme')).toEqual({ language: 'en' })
    await vi.waitFor(async () => expect(await cache.get('acme')).toEqual({ language: 'de' }))
    expect(onChange.mock.calls).toEqual([['acme', { language: 'de' }, { language: 'en' }]])
  })

  it('goes on with the last known while they cannot be read, and with none where none are known', async () => {
    await cache.get('acme')
    read.mockRejectedValue(new Error('Postgres is away'))
    expect(await cache.refresh('acme')).toEqual({ language: 'en' })
    expect(await cache.get('globex')).toEqual({})
  })

  it('reads nothing on a wake-up of a tenant that it does not know', () => {
    cache.wake('acme')
    expect(read).not.toHaveBeenCalled()
  })
})
