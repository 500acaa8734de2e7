import { createDatabase, listKeys } from '@inkling/database'
import type { HuntOptions, Report } from '@inkling/leak-hunter'
import { Deadline } from '@inkling/resilience'
import { leakProbeMetrics } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { probeLeaks } from './leak-probe.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const clean: Report = {
  ...{ seed: 1, attempts: 300, limited: 0, unanswered: 0, failures: {}, attacks: {}, calls: {}, secrets: 9, leaks: [] },
  revealing: ['getItem'],
  unused: [],
}
const leak = { kind: 'secret', attempt: 7, call: 'getItem', attack: 'ids', credential: 'key', status: 200 } as const
const answer = '200\n\nthe data of a tenant'
const leaking: Report = { ...clean, leaks: [{ ...leak, found: ['zqx'], repeat: 'curl', answer }] }

const metrics = leakProbeMetrics()

/** What was counted, by metric or outcome. */
async function counts(): Promise<Record<string, number>> {
  const [probes, leaks, attempts] = [
    await metrics.probes.get(),
    await metrics.leaks.get(),
    await metrics.attempts.get(),
  ]
  const outcomes = probes.values.map(({ labels, value }) => [String(labels.outcome), value])
  return Object.fromEntries([...outcomes, ['leaks', leaks.values[0]?.value], ['attempts', attempts.values[0]?.value]])
}

/** Probes twice; returns what was asked, the counts and the lines of errors. */
async function probe(report: Report, { secret = 's', leads = true } = {}) {
  const before = await counts()
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const hunt = vi.fn(async (_options: HuntOptions) => report)
  const asked = vi.fn(async () => leads)
  const stop = probeLeaks({
    ...{ database, secret, metrics, logger, hunt, leads: asked, everySeconds: 0.05 },
    gateways: ['http://gateway.test'],
  })
  await vi.waitUntil(() => (leads ? hunt.mock.calls.length > 1 : asked.mock.calls.length > 3), { timeout: 60_000 })
  await stop()
  const after = await counts()
  const count = (name: string) => (after[name] ?? 0) - (before[name] ?? 0)
  return { hunts: hunt.mock.calls.map(([options]) => options), count, logger }
}

const keysOf = (id: string) => listKeys(database.of({ principal: { tenantId: id }, deadline: new Deadline(10_000) }))

it('a leak is counted and is an error in the log that says how to repeat it, without the answer', async () => {
  const { count, logger } = await probe(leaking)
  expect(count('leaks')).toBeGreaterThanOrEqual(1)
  expect(count('attempts')).toBeGreaterThanOrEqual(300)
  expect(count('leaking')).toBeGreaterThanOrEqual(1)
  expect(logger.error).toHaveBeenCalledWith(
    { leak: { ...leak, found: ['zqx'], repeat: 'curl' }, seed: 1 },
    'data of a tenant leaked to another one',
  )
})

it('a probe without a leak counts no leak', async () => {
  const { count, logger } = await probe(clean)
  expect(count('leaks')).toBe(0)
  expect(count('clean')).toBeGreaterThanOrEqual(1)
  expect(logger.error).not.toHaveBeenCalled()
})

it('a probe whose victim sees nothing of its own is no proof, and counts as failed', async () => {
  const { count } = await probe({ ...clean, revealing: [] })
  expect(count('failed')).toBeGreaterThanOrEqual(1)
  expect(count('clean')).toBe(0)
})

it('every probe has the same two tenants and keys, and a new secret gives them new keys', async () => {
  const first = await probe(clean)
  const again = await probe(clean)
  const changed = await probe(clean, { secret: 'another' })
  const keyOf = ({ hunts }: typeof first) => [hunts[0]?.victim.key, hunts[0]?.attacker.key]
  expect(keyOf(again)).toEqual(keyOf(first))
  expect(new Set([...keyOf(first), ...keyOf(changed)]).size).toBe(4)
  expect(await keysOf('inkling-leak-probe-a')).toHaveLength(2)
})

it('a process that does not lead attacks nobody', async () => {
  expect((await probe(clean, { leads: false })).hunts).toEqual([])
})
