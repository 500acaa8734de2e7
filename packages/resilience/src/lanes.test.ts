import { setImmediate as settled } from 'node:timers/promises'
import type { Priority } from '@inkling/contracts'
import { describe, expect, it, vi } from 'vitest'
import { Lanes } from './lanes.ts'

/** Never rejects before the queue is full. */
const lucky = () => 1
/** Longer than the tests of a process take, so that what they leave waiting is rejected in none of them. */
const waitMs = 3_600_000
const rejected = { name: 'Error', isBulkheadRejectedError: true }

function enter(lanes: Lanes, tenantId: string, priority: Priority = 'normal') {
  const started: string[] = []
  const waiting = lanes.enter({ tenantId, priority }, waitMs)
  void waiting?.then(
    () => started.push('started'),
    () => started.push('rejected'),
  )
  return {
    waiting,
    get outcome() {
      return waiting ? started[0] : 'started'
    },
  }
}

function enters(lanes: Lanes, priority: Priority): boolean {
  try {
    void lanes.enter({ tenantId: 'b', priority }, waitMs)
    return true
  } catch {
    return false
  }
}

it('one tenant may use all lanes while no other tenant needs them', () => {
  const lanes = new Lanes({ limit: 3, queued: 5, standingMs: 1_000 })
  for (let call = 0; call < 3; call++) expect(enter(lanes, 'noisy').outcome).toBe('started')
  expect(lanes.inFlight).toBe(3)
})

it('the next free lane goes to the tenant with the fewest calls in flight', async () => {
  const lanes = new Lanes({ limit: 2, queued: 8, standingMs: 1_000 }, lucky)
  enter(lanes, 'noisy')
  enter(lanes, 'noisy')
  const noisy = enter(lanes, 'noisy')
  const quiet = enter(lanes, 'quiet')
  lanes.leave('noisy')
  await settled()
  expect([noisy.outcome, quiet.outcome]).toEqual([undefined, 'started'])
  lanes.leave('quiet')
  await settled()
  expect(noisy.outcome).toBe('started')
})

it('critical calls leave the queue before normal ones, and those before background ones', async () => {
  const lanes = new Lanes({ limit: 1, queued: 8, standingMs: 1_000 }, lucky)
  enter(lanes, 'a')
  const waiting = (['background', 'normal', 'critical'] as const).map((priority) => enter(lanes, 'a', priority))
  const order: (string | undefined)[][] = []
  for (let call = 0; call < 3; call++) {
    lanes.leave('a')
    await settled()
    order.push(waiting.map(({ outcome }) => outcome))
  }
  expect(order.map((outcomes) => outcomes.filter(Boolean).length)).toEqual([1, 2, 3])
  expect(order.map((outcomes) => outcomes.indexOf('started'))).toEqual([2, 1, 0])
})

it('when the queue is full, a call of a quiet tenant takes the place of the noisiest tenant', async () => {
  const lanes = new Lanes({ limit: 1, queued: 3, standingMs: 1_000 }, lucky)
  for (let call = 0; call < 3; call++) enter(lanes, 'noisy')
  const last = enter(lanes, 'noisy')
  const quiet = enter(lanes, 'quiet')
  await settled()
  expect([last.outcome, quiet.outcome]).toEqual(['rejected', undefined])
  expect(() => lanes.enter({ tenantId: 'noisy', priority: 'normal' }, waitMs)).toThrow(
    expect.objectContaining(rejected),
  )
  expect(lanes.queued).toBe(3)
})

it('when the queue is full, a critical call takes the place of a background one, and never the other way round', async () => {
  const lanes = new Lanes({ limit: 1, queued: 1, standingMs: 1_000 }, lucky)
  enter(lanes, 'a')
  const background = enter(lanes, 'b', 'background')
  const critical = enter(lanes, 'a', 'critical')
  await settled()
  expect([background.outcome, critical.outcome]).toEqual(['rejected', undefined])
  expect(() => lanes.enter({ tenantId: 'c', priority: 'background' }, waitMs)).toThrow()
})

it.each([
  ['background', 0.5, true],
  ['normal', 0.5, false],
  ['normal', 0.1, true],
  ['critical', 0.5, false],
] as const)(
  'a queue that is three quarters full rejects a %s call at the chance %d: %j',
  (priority, chance, isRejected) => {
    const lanes = new Lanes({ limit: 1, queued: 8, standingMs: 1_000 }, () => chance)
    enter(lanes, 'a')
    for (let call = 0; call < 6; call++) enter(lanes, 'a', 'critical')
    const queued = lanes.queued
    const isIn = enters(lanes, priority)
    expect([isIn, lanes.queued - queued]).toEqual(isRejected ? [false, 0] : [true, 1])
  },
)

it('lanes that are added admit calls that wait, and lanes that are taken away admit none until enough calls end', async () => {
  const lanes = new Lanes({ limit: 1, queued: 8, standingMs: 1_000 }, lucky)
  const calls = [1, 2, 3, 4].map(() => enter(lanes, 'a'))
  lanes.resize(3)
  await settled()
  expect(calls.map(({ outcome }) => outcome)).toEqual(['started', 'started', 'started', undefined])
  lanes.resize(2)
  lanes.leave('a')
  await settled()
  expect(calls[3]?.outcome).toBeUndefined()
  lanes.leave('a')
  await settled()
  expect(calls[3]?.outcome).toBe('started')
})

it('a call leaves the queue at its deadline', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const lanes = new Lanes({ limit: 1, queued: 8, standingMs: 1_000 })
  enter(lanes, 'a')
  const late = expect(lanes.enter({ tenantId: 'a', priority: 'normal' }, 100)).rejects.toThrow()
  vi.advanceTimersByTime(100)
  vi.useRealTimers()
  await late
  expect(lanes.queued).toBe(0)
})

describe('a standing queue', () => {
  function standing() {
    let nowMs = 0
    const passMs = (ms: number) => {
      nowMs += ms
    }
    return { lanes: new Lanes({ limit: 1, queued: 8, standingMs: 100 }, lucky, () => nowMs), passMs }
  }

  it('rejects the calls that have waited for longer than it may stand', async () => {
    const { lanes, passMs } = standing()
    enter(lanes, 'a')
    const early = enter(lanes, 'a', 'critical')
    passMs(80)
    const late = enter(lanes, 'a', 'critical')
    passMs(80)
    lanes.leave('a')
    await settled()
    expect([early.outcome, late.outcome]).toEqual(['rejected', 'started'])
    await expect(early.waiting).rejects.toMatchObject(rejected)
  })

  it('lets calls that are not critical wait ten times as long', async () => {
    const { lanes, passMs } = standing()
    enter(lanes, 'a')
    const waiting = [enter(lanes, 'a'), enter(lanes, 'a', 'background')]
    passMs(1_000)
    const last = enter(lanes, 'a', 'background')
    await settled()
    expect(waiting.map(({ outcome }) => outcome)).toEqual([undefined, undefined])
    passMs(1)
    lanes.leave('a')
    await settled()
    expect([...waiting, last].map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'started'])
  })

  it('gives the lane to the newest call, and a queue that was empty to the oldest one', async () => {
    const { lanes, passMs } = standing()
    const next = async () => {
      lanes.leave('a')
      await settled()
    }
    enter(lanes, 'a')
    const waiting = [enter(lanes, 'a'), enter(lanes, 'a'), enter(lanes, 'a')]
    await next()
    expect(waiting.map(({ outcome }) => outcome)).toEqual(['started', undefined, undefined])
    passMs(90)
    const newest = [enter(lanes, 'a'), enter(lanes, 'a')]
    passMs(20)
    await next()
    expect(newest.map(({ outcome }) => outcome)).toEqual([undefined, 'started'])
  })

  it('rejects nobody who is quick, however long calls come one after the other', async () => {
    const { lanes, passMs } = standing()
    enter(lanes, 'a')
    for (let call = 0; call < 10; call++) {
      const next = enter(lanes, 'a')
      passMs(50)
      lanes.leave('a')
      await settled()
      expect(next.outcome).toBe('started')
    }
  })
})
