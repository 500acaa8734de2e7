import { injectedFaults } from '@inkling/resilience'
import { testRedis } from '@inkling/testing'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { FaultControl } from './fault-control.ts'
import { type FaultInjectionConfig, startFaultInjection } from './inject-faults.ts'

const redis = await testRedis()
const control = new FaultControl(redis.url)
afterEach(() => vi.waitFor(() => control.clear(), { timeout: 10_000 }))
afterAll(() => control.close())

const config: FaultInjectionConfig = { FAULT_INJECTION: 'on', NODE_ENV: 'test', CACHE_REDIS_URL: redis.url }
const fault = { dependency: 'search', kind: 'error', durationMs: 60_000 } as const

const isHit = () => injectedFaults.find({ dependency: 'search' }) !== undefined
const until = (isSo: () => boolean) => vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 5_000 })

it('a running process makes a fault that is set, and ends it when it is cleared', async () => {
  const stop = startFaultInjection('gateway', config, silentLogger)
  const { id } = await control.set(fault)
  expect(await control.list()).toMatchObject([{ id, ...fault }])
  await until(isHit)
  await control.clear(id)
  await until(() => !isHit())
  expect(await control.list()).toEqual([])
  stop()
})

it('a fault ends by itself while Redis is unavailable', async () => {
  const stop = startFaultInjection('gateway', config, silentLogger)
  await control.set({ ...fault, durationMs: 2_000 })
  await until(isHit)
  await redis.stop()
  await until(() => !isHit())
  await expect(control.list()).rejects.toThrow()
  stop()
  await redis.start()
})

it('a process makes no fault when fault injection is off', async () => {
  const stop = startFaultInjection('gateway', { ...config, FAULT_INJECTION: 'off' }, silentLogger)
  await control.set(fault)
  await vi.waitFor(async () => expect(await control.list()).toHaveLength(1))
  expect(isHit()).toBe(false)
  stop()
})

it('refuses to start in production with fault injection, unless it is allowed there by name', () => {
  const production = { ...config, NODE_ENV: 'production' }
  expect(() => startFaultInjection('gateway', production, silentLogger)).toThrow('on-in-production')
  startFaultInjection('gateway', { ...production, FAULT_INJECTION: 'on-in-production' }, silentLogger)()
})

it('refuses to start with fault injection and no Redis to set faults in', () => {
  const without = { FAULT_INJECTION: 'on', NODE_ENV: 'test' } as const
  expect(() => startFaultInjection('gateway', without, silentLogger)).toThrow('CACHE_REDIS_URL')
})

it.each([
  [{ ...fault, durationMs: 0 }, 'durationMs must be 1 to 3600000, got 0'],
  [{ kind: 'block', blockMs: 0, durationMs: 1_000 } as const, 'blockMs must be 1 to 1000, got 0'],
])('refuses to set %o', async (wrong, message) => {
  await expect(control.set(wrong)).rejects.toThrow(message)
})
