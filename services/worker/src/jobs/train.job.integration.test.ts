import { createDatabase } from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { trainJob } from './train.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const announced: string[] = []
const train = trainJob(database, roleUrl('worker'), (tenantId) => announced.push(tenantId))
const payload = (tenantId: string) => ({ tenantId, runId: 'op_1', tuneSeconds: 1 })
const signal = new AbortController().signal

/** A hundred sessions, each of which uses a, then b, then c. */
const live = (tenantId: string) =>
  owner.platform(
    { name: 'live' },
    (sql) => sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
      select ${tenantId}, gen_random_uuid(), 'view', 's' || n, item, timestamptz '2026-11-01T00:00:00Z' + make_interval(mins => n * 60 + place::int)
      from generate_series(1, 100) n, unnest('{a,b,c}'::text[]) with ordinality as i (item, place)`,
  )

const snapshotOf = (tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const parts = await sql<{ version: bigint; body: Buffer }[]>`
      select version, body from behaviour.snapshot_parts where tenant_id = ${tenantId} order by part`
    return { version: parts[0]?.version, body: Uint8Array.from(Buffer.concat(parts.map(({ body }) => body))) }
  })

describe('trainJob', () => {
  it("makes of a tenant's events a snapshot that predicts, announces it, and says how good it is", async () => {
    await live('t')
    await live('other')
    const progress: number[] = []
    const result = await train(payload('t'), { signal, isLastAttempt: true, onProgress: (part) => progress.push(part) })

    const { version, body } = await snapshotOf('t')
    const model = NextItemModel.decode(body)
    expect(model.counts).toMatchObject({ events: 300, sessions: 100, items: 3 })
    expect(model.predict({ recent: ['a'] })[0]?.itemId).toBe('b')
    expect(result).toMatchObject({ snapshot: Number(version), sizeBytes: body.byteLength, events: 300, items: 3 })
    expect(result.cases).toBeGreaterThan(0)
    expect(result.hitRateAt20).toBeGreaterThan(0.9)
    expect(announced).toEqual(['t'])
    expect(progress.length).toBeGreaterThan(1)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.every((part) => part >= 0 && part <= 1)).toBe(true)
  })

  it('makes an empty model of a tenant without events', async () => {
    expect(await train(payload('empty'), { signal, isLastAttempt: true, onProgress: () => {} })).toMatchObject({
      events: 0,
    })
    expect(NextItemModel.decode((await snapshotOf('empty')).body).counts.events).toBe(0)
  })

  it('stores and announces nothing when it is stopped', async () => {
    await live('stopped')
    const stopping = new AbortController()
    const onProgress = () => stopping.abort(new Error('the worker is stopping'))
    const work = train(payload('stopped'), { signal: stopping.signal, isLastAttempt: false, onProgress })
    await expect(work).rejects.toThrow('the worker is stopping')
    expect((await snapshotOf('stopped')).version).toBeUndefined()
    expect(announced).not.toContain('stopped')
  })
})
