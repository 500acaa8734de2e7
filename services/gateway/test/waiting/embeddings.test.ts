import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calls, type SearchRequest } from '@inkling/contracts'
import { startEmbedder, startTestStack } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const key = 'sk-of-the-endpoint'
const embedder = await startEmbedder({ automobile: 'car' })
const stack = await startTestStack({
  ...stackEnvironment,
  EMBEDDINGS_URL: embedder.url,
  EMBEDDINGS_API_KEY: key,
  EMBEDDINGS_TIMEOUT_MS: '5000',
})
afterAll(async () => {
  await stack.stop()
  await embedder.stop()
})

const shop = await newTenant({}, stack)
const search = async (ask: SearchRequest) => (await shop.call(calls.search, { body: ask })).body
const lamps = Array.from({ length: 30 }, (_, n) => ({ id: `lamp-${n}`, title: `Lamp ${n}`, text: 'gives light' }))
await shop.call(calls.putItems, { body: [...lamps, { id: 'car', title: 'Car', kind: 'vehicle' }] })
const { id } = (await shop.call(calls.createRun, { body: { kind: 'reindex' } })).body
await eventually(async () =>
  expect((await shop.call(calls.getOperation, { params: { id } })).body.state).toBe('succeeded'),
)

describe('an item that shares no word with the query', () => {
  it('finds an item that shares no word with the query by its embedding, and says so', async () => {
    const { data, meta } = await eventually(async () => {
      const found = await search({ q: 'automobile', explain: true })
      expect(found.data[0]?.itemId).toBe('car')
      return found
    })
    expect(meta).toMatchObject({ servedBy: 'index', degraded: null })
    const reason = data[0]?.reasons?.find(({ model }) => model === 'embeddings')
    expect(reason?.score).toBeGreaterThan(0.5)
    expect(embedder.asked.every(({ authorization }) => authorization === `Bearer ${key}`)).toBe(true)
  })

  it('does not find an item by its embedding if the filter excludes it or the mode is lexical', async () => {
    const filtered = await search({ q: 'automobile', filter: 'kind != "vehicle"' })
    const worded = await search({ q: 'automobile', mode: 'lexical' })
    for (const { data } of [filtered, worded]) expect(data.map(({ itemId }) => itemId)).not.toContain('car')
  })

  it('finds a new item by its embedding soon after it was written', async () => {
    await shop.call(calls.putItems, { body: [{ id: 'new', title: 'Another car' }] })
    await eventually(async () => {
      const { data } = await search({ q: 'automobile' })
      expect(data.map(({ itemId }) => itemId)).toContain('new')
    })
  })
})

describe('the endpoint', () => {
  it('uses the endpoint again for the page after one where it failed, and repeats no hit', async () => {
    embedder.behave(() => ({ status: 500, body: '' }))
    const ask = { q: 'light', limit: 5 }
    const { data, meta, page } = await search(ask)
    expect(meta.degraded).toEqual(['embeddings'])
    embedder.behave()
    // A query that failed is asked again after a second.
    const next = await eventually(async () => {
      const answer = await search({ ...ask, cursor: page?.nextCursor ?? '' })
      expect(answer.meta.degraded).toBeNull()
      return answer
    })
    const shown = [...data, ...next.data].map(({ itemId }) => itemId)
    expect(new Set(shown).size).toBe(shown.length)
  })

  it('answers searches without the endpoint and names embeddings as missing', async () => {
    await embedder.stop()
    try {
      for (let n = 0; n < 7; n++) {
        const { data, meta } = await search({ q: `lamp light ${'x'.repeat(n)}` })
        expect(data[0]?.itemId).toMatch(/^lamp-/)
        expect(meta.degraded).toEqual(['embeddings'])
      }
      const { data, meta } = await search({ q: 'automobile' })
      expect(data[0]?.itemId, 'a query that was asked for before').toMatch(/car|new/)
      expect(meta.degraded).toBeNull()
    } finally {
      await embedder.start()
    }
  })

  it('never logs the key of the endpoint', () => {
    for (const service of Object.keys(stack.serviceUrls))
      expect(readFileSync(join(stack.logsFolder, `${service}.log`), 'utf8')).not.toContain(key)
  })
})
