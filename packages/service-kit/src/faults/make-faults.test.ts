import { InjectedFaults } from '@inkling/resilience'
import { expect, it } from 'vitest'
import { blockEventLoop, blockMsOf, makeFaults } from './make-faults.ts'
import type { FaultInForce } from './process-fault.ts'

const inForce = (fault: Partial<FaultInForce>): FaultInForce =>
  ({
    id: 'a',
    dependency: 'search',
    kind: 'error',
    durationMs: 60_000,
    endsAtMs: Date.now() + 60_000,
    ...fault,
  }) as FaultInForce

it('a listed fault is in force until it is no longer listed', () => {
  const faults = new InjectedFaults()
  makeFaults('gateway', [inForce({})], faults)
  expect(faults.find({ dependency: 'search' })).toBeDefined()
  makeFaults('gateway', [], faults)
  expect(faults.find({ dependency: 'search' })).toBeUndefined()
})

it('a fault of one service is not made by another', () => {
  const faults = new InjectedFaults()
  makeFaults('gateway', [inForce({ service: 'suggestion' })], faults)
  expect(faults.active.size).toBe(0)
})

it('a listed fault whose time is over is not put in force', () => {
  const faults = new InjectedFaults()
  makeFaults('gateway', [inForce({ endsAtMs: Date.now() - 1 })], faults)
  expect(faults.active.size).toBe(0)
})

it('a service stands still for the longest of its blocks', () => {
  const block = (blockMs: number, service: string) => inForce({ kind: 'block', blockMs, service } as FaultInForce)
  expect(blockMsOf('search', [block(200, 'search'), block(300, 'search'), block(900, 'gateway')])).toBe(300)
  expect(blockMsOf('search', [inForce({})])).toBe(0)
})

it('no timer fires while the event loop is blocked', () => {
  let fired = false
  setTimeout(() => {
    fired = true
  }, 1)
  blockEventLoop(20)
  expect(fired).toBe(false)
})
