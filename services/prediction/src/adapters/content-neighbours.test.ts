import { type Caches, createCache } from '@inkling/cache'
import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { createServer, implement, signedRequests, Upstream } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { ContentNeighbours } from './content-neighbours.ts'

const secret = 'a secret of at least 32 characters'
const app = createServer({ logger: createLogger({ service: 'test', level: 'silent' }) })
await app.register(signedRequests, { secret })
let isDown = false
const asked = vi.fn()
implement(app, calls.similarItems, async ({ body, principal }) => {
  asked(principal.tenantId, body.itemIds)
  if (isDown) throw new InklingError('dependency_unavailable', 'Away')
  return { data: [{ itemId: `like ${body.itemIds?.[0]} ${asked.mock.calls.length}`, score: 0.5 }], epoch: 1 }
})
const search = new Upstream({ name: 'search', url: await app.listen({ host: '127.0.0.1', port: 0 }), secret })
const opened: Caches[] = []
/** Without a Redis, so that only this process says what is fresh. */
function open(options: { freshMs?: number; retryMs?: number } = {}) {
  const caches = createCache({ redisUrl: 'redis://127.0.0.1:1' })
  opened.push(caches)
  return new ContentNeighbours({ caches, search, ...options })
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((caches) => caches.close()))
  isDown = false
  asked.mockClear()
})
afterAll(async () => {
  await search.close()
  await app.close()
})

it('are asked for in the background and then known', async () => {
  const neighbours = open()
  expect(neighbours.of('acme', 'tea')).toEqual([])
  await vi.waitFor(() => expect(neighbours.of('acme', 'tea')).toEqual(['like tea 1']))
  expect(asked.mock.calls).toEqual([['acme', ['tea']]])
})

it('can be waited for, by many at once with one question', async () => {
  const neighbours = open()
  await Promise.all([1, 2, 3].map(() => neighbours.prepare('acme', 'tea', 5_000)))
  expect(neighbours.of('acme', 'tea')).toEqual(['like tea 1'])
  expect(asked).toHaveBeenCalledTimes(1)
})

it('neighbours are those of the tenant that asks, until it is dropped', async () => {
  const neighbours = open()
  await neighbours.prepare('acme', 'tea', 5_000)
  await neighbours.prepare('other', 'tea', 5_000)
  neighbours.drop('acme')
  expect(neighbours.of('acme', 'tea')).toEqual([])
  expect(neighbours.of('other', 'tea')).toEqual(['like tea 2'])
})

it('serve on when they are old, while search is asked again', async () => {
  const neighbours = open({ freshMs: 1 })
  await neighbours.prepare('acme', 'tea', 5_000)
  await vi.waitFor(() => expect(neighbours.of('acme', 'tea')).not.toEqual(['like tea 1']))
})

it('has no neighbours while search is unavailable, and finds them when it is back', async () => {
  isDown = true
  const neighbours = open({ retryMs: 1 })
  await neighbours.prepare('acme', 'tea', 5_000)
  expect(neighbours.of('acme', 'tea')).toEqual([])
  isDown = false
  await vi.waitFor(() => expect(neighbours.of('acme', 'tea')).toHaveLength(1))
})
