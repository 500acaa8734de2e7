import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ErrorBatch } from './error-batch.ts'
import { ErrorGroups } from './error-groups.ts'
import { reportFault } from './report-fault.ts'

let nowMs = 1_000
let isDown = false
let batches: ErrorBatch[] = []
const store = async (batch: ErrorBatch) => {
  batches.push(structuredClone(batch))
  if (isDown) throw new Error('postgres unavailable')
}
let groups: ErrorGroups
beforeEach(() => {
  nowMs = 1_000
  isDown = false
  batches = []
  groups = new ErrorGroups({ service: 'search', store, nowMs: () => nowMs })
})

const fault = (given: object = {}) => ({
  code: 'internal',
  error: new Error('planted'),
  route: 'GET /api/v1/items',
  tenantId: 'acme',
  traceId: '',
  ...given,
})
const stored = async () => {
  await groups.flush()
  return batches.flatMap((batch) => batch.groups)
}

describe('ErrorGroups', () => {
  it('counts equal faults in one group, with its times, tenants and newest trace', async () => {
    groups.add(fault({ traceId: 'first' }))
    nowMs = 2_000
    groups.add(fault({ traceId: 'second', tenantId: 'globex' }))
    nowMs = 3_000
    groups.add(fault({ tenantId: '' }))
    expect(await stored()).toMatchObject([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        service: 'search',
        code: 'internal',
        classes: 'Error',
        count: 3,
        firstMs: 1_000,
        lastMs: 3_000,
        traceId: 'second',
        tenants: [
          { tenantId: 'acme', count: 1, lastMs: 1_000 },
          { tenantId: 'globex', count: 1, lastMs: 2_000 },
        ],
      },
    ])
  })

  it('makes one group of 10,000 distinct messages, and keeps none of them', async () => {
    for (let n = 0; n < 10_000; n++) groups.add(fault({ error: new Error(`planted ${n}`) }))
    const [group, ...others] = await stored()
    expect([group?.count, others]).toEqual([10_000, []])
    expect(JSON.stringify(group)).not.toContain('planted')
  })

  it('tells faults apart by code, by route and by place', async () => {
    const elsewhere = () => new Error('planted')
    const given = [{}, { code: 'overloaded' }, { route: 'job train' }, { error: elsewhere() }, { error: undefined }]
    for (const one of given) groups.add(fault(one))
    expect(new Set((await stored()).map(({ id }) => id)).size).toBe(given.length)
  })

  it('reads 100 stacks for a batch, and counts further faults for the last group of their code and route', async () => {
    const elsewhere = () => new Error('planted')
    for (let n = 0; n < 150; n++) {
      groups.add(fault())
      groups.add(fault({ error: elsewhere() }))
    }
    expect((await stored()).map(({ count }) => count)).toEqual([50, 250])
    groups.add(fault())
    expect((await stored()).map(({ count }) => count)).toEqual([50, 250, 1])
  })

  it('tells 500 groups apart at a time, and counts further faults under their code alone', async () => {
    for (let n = 0; n < 10_000; n++) groups.add(fault({ route: `GET /${n}` }))
    const all = await stored()
    expect(all).toHaveLength(501)
    expect(all.at(-1)).toMatchObject({ code: 'internal', route: '', place: '', count: 9_500 })
  })

  it('names at most 100 tenants of a group in a batch', async () => {
    for (let n = 0; n < 10_000; n++) groups.add(fault({ tenantId: `t${n}` }))
    expect((await stored())[0]).toMatchObject({ count: 10_000, tenants: { length: 100 } })
  })

  it('sends a batch that may be stored again unchanged, and later faults in the next one', async () => {
    isDown = true
    groups.add(fault())
    await expect(groups.flush()).rejects.toThrow('postgres unavailable')
    groups.add(fault())
    await expect(groups.flush()).rejects.toThrow('postgres unavailable')
    isDown = false
    groups.add(fault())
    await groups.flush()
    const [first, again, once, next, ...more] = batches
    expect([again, once]).toEqual([first, first])
    expect(next).toMatchObject({ source: first?.source, number: 2, groups: [{ count: 2 }] })
    expect(more).toEqual([])
  })

  it('keeps no more groups while Postgres is unavailable for long', async () => {
    isDown = true
    for (let n = 0; n < 3_000; n++) {
      groups.add(fault({ route: `GET /${n}` }))
      if (n % 100 === 0) await groups.flush().catch(() => {})
    }
    isDown = false
    const before = batches.length
    await groups.flush()
    const sent = batches.slice(before).flatMap((batch) => batch.groups)
    expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(3_000)
    expect(sent.length).toBeLessThanOrEqual(502)
  })

  it('stores nothing while nothing happens', async () => {
    await groups.flush()
    expect(batches).toEqual([])
  })
})

describe('a process', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('stores the faults that are reported every 2 s, and the last ones when it ends', async () => {
    groups.start()
    reportFault(fault())
    await vi.advanceTimersByTimeAsync(2_000)
    expect(batches).toHaveLength(1)
    reportFault(fault())
    await groups.close()
    expect(batches).toHaveLength(2)
    reportFault(fault())
    await groups.close()
    expect(batches).toHaveLength(2)
  })
})
