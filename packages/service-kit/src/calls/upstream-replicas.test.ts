import { calls } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { buildSignedApp, event, principal, secret } from '../../test/signed-app.ts'
import { announceLeaving } from '../server/announce-leaving.ts'
import { Upstream } from './upstream.ts'

/** All of 127.0.0.0/8 is loopback there. */
const onLinux = process.platform === 'linux'
const addresses = ['127.0.0.1', '127.0.0.2']
const opened: Upstream[] = []
const apps: Awaited<ReturnType<typeof startReplica>>[] = []
afterAll(() => Promise.all([...opened, ...apps.map(({ app }) => app)].map((each) => each.close())))

interface Asked {
  readonly at: string
  readonly tenantId: string
  readonly isHome: boolean | undefined
}
const asked: Asked[] = []
beforeEach(() => {
  asked.length = 0
})

async function startReplica(host: string, port = 0) {
  const { app, handlers } = await buildSignedApp()
  const leave = announceLeaving(app)
  const note = ({ principal: { tenantId }, isHome }: Parameters<typeof handlers.related>[0]) =>
    asked.push({ at: host, tenantId, isHome })
  handlers.related.mockImplementation(async (call) => {
    note(call)
    return { itemIds: ['tea'], scores: { coOccurrence: [1] }, epoch: 7 }
  })
  handlers.events.mockImplementation(async (call) => {
    note(call as never)
    return { accepted: 1, duplicates: 0, rejected: [] }
  })
  await app.listen({ host, port })
  const { port: bound } = app.server.address() as { port: number }
  return { app, port: bound, leave }
}

async function start() {
  const first = await startReplica('127.0.0.1')
  const both = [first, await startReplica('127.0.0.2', first.port)]
  apps.push(...both)
  let known = addresses
  const lookup = async () => known.map((address) => ({ address, family: 4 }))
  // A slow machine would hedge calls.
  const policy = { retryBudget: 0 }
  const options = { name: 'prediction', secret, lookup, lookUpEveryMs: 20, policy }
  const upstream = new Upstream({ ...options, url: `http://prediction.internal:${first.port}` })
  opened.push(upstream)
  const know = (...now: string[]) => {
    known = now
  }
  return { both, upstream, know }
}

const tenants = Array.from({ length: 20 }, (_, n) => `tenant-${n}`)
const callerOf = (tenantId: string) => ({ principal: { ...principal, tenantId }, deadline: new Deadline(5_000) })
const related = (upstream: Upstream, tenantId: string) =>
  upstream.call(calls.relatedItems, { body: { itemIds: ['tea'] } }, callerOf(tenantId))
const post = (upstream: Upstream, tenantId: string) => {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(event)
  return upstream.send({ method: 'POST', path: '/api/v1/events', headers, body, idempotent: false }, callerOf(tenantId))
}
const places = () => [...new Set(asked.map(({ at }) => at))].toSorted()
/** The name cannot be resolved by anything but the lookup of the test. */
const settled = (upstream: Upstream) =>
  expect.poll(() => related(upstream, 'first').catch(() => undefined)).toBeDefined()

describe.runIf(onLinux)('a name with several addresses', () => {
  it('each tenant is asked for at its home, which is told so, and both addresses are homes', async () => {
    const { upstream } = await start()
    await settled(upstream)
    asked.length = 0
    for (const tenantId of [...tenants, ...tenants]) await related(upstream, tenantId)
    expect(places()).toEqual(addresses)
    expect(asked.every(({ isHome }) => isHome === true)).toBe(true)
    const homes = new Map(asked.map(({ tenantId, at }) => [tenantId, at]))
    expect(asked.every(({ tenantId, at }) => homes.get(tenantId) === at)).toBe(true)
  })

  it('a process that is gone loses no call, also none that is not idempotent', async () => {
    const { both, upstream } = await start()
    await settled(upstream)
    asked.length = 0
    await both[0]?.app.close()
    for (const tenantId of tenants) {
      const { status } = await post(upstream, tenantId)
      expect(status).toBe(200)
    }
    expect(asked.map(({ at }) => at)).toEqual(tenants.map(() => '127.0.0.2'))
  })

  it('a process that stops loses no call, also none that is not idempotent, and gets none once it closes', async () => {
    const { both, upstream } = await start()
    await settled(upstream)
    let isOver = false
    const failed: unknown[] = []
    const asking = tenants.map(async (tenantId) => {
      while (!isOver) await post(upstream, tenantId).catch((error: unknown) => failed.push(error))
    })
    await expect.poll(places).toEqual(addresses)
    await both[0]?.leave()
    asked.length = 0
    await both[0]?.app.close()
    isOver = true
    await Promise.all(asking)
    expect(failed).toEqual([])
    expect(places()).toEqual(['127.0.0.2'])
  })

  it('addresses that come and go are noticed', async () => {
    const { upstream, know } = await start()
    await settled(upstream)
    know('127.0.0.2', '127.0.0.9')
    await expect
      .poll(async () => {
        asked.length = 0
        for (const tenantId of tenants) await related(upstream, tenantId)
        return places()
      })
      .toEqual(['127.0.0.2'])
  })
})

it('a single process is not told that it is the home: nobody else could be', async () => {
  const alone = await startReplica('127.0.0.1')
  apps.push(alone)
  const upstream = new Upstream({ name: 'prediction', secret, url: `http://127.0.0.1:${alone.port}` })
  opened.push(upstream)
  await related(upstream, 'acme')
  expect(asked).toEqual([{ at: '127.0.0.1', tenantId: 'acme', isHome: undefined }])
})
