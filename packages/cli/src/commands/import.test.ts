import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Event, ItemLine } from '@inkling/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, problem, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'
import type { Report } from '../import/report.ts'

let gateway: RecordingGateway
let directory: string

beforeEach(async () => {
  gateway = await RecordingGateway.start()
  directory = mkdtempSync(join(tmpdir(), 'inkling-cli-'))
})

afterEach(async () => {
  await gateway.close()
  rmSync(directory, { recursive: true })
})

const rows = (count: number) => Array.from({ length: count }, (_, i) => `s${i >> 2},,item${i},${1_700_000_000 + i}`)
const csv = (count: number) => `session_id,user_id,item_id,timestamp\n${rows(count).join('\n')}\n`
const inkling = (args: string, options: { signal?: AbortSignal } = {}) =>
  runInkling(args.split(' '), { directory, url: gateway.url, ...options })
const write = (name: string, content: string | Buffer) => writeFileSync(join(directory, name), content)
const sentEvents = () => gateway.posted<Event[]>('/events')
const sentIds = () => sentEvents().flatMap((batch) => batch.map(({ id }) => id))
const stateFiles = () => {
  const folder = join(directory, '.inkling', 'imports')
  return existsSync(folder) ? readdirSync(folder) : []
}
async function importJson(args: string): Promise<Report> {
  const { output } = await inkling(`import ${args} --json`)
  return JSON.parse(output).files[0]
}

describe('inkling import', () => {
  it('sends every row once, in batches, with a key that it creates and revokes', async () => {
    write('train.csv.gz', gzipSync(csv(2500)))
    const { output, error } = await inkling('import train.csv.gz --tenant shop')
    expect(error).toBeUndefined()
    expect(
      sentEvents()
        .map((batch) => batch.length)
        .sort(),
    ).toEqual([1000, 1000, 500])
    expect(new Set(sentIds()).size).toBe(2500)
    const [, minted, ...others] = gateway.requests
    expect(minted).toMatchObject({ key: 'ink_root_secret', body: { scopes: ['items:write', 'events:write'] } })
    expect(others.slice(0, -1).every(({ key }) => key === 'ink_k1_secret')).toBe(true)
    expect(others.at(-1)).toMatchObject({ method: 'DELETE', path: '/tenants/shop/api-keys/k1', key: 'ink_root_secret' })
    expect(output).toMatch(/accepted +2,500/)
    expect(stateFiles()).toEqual([])
  })

  it('gives events the same ids if the content is the same, whatever the name of the file', async () => {
    write('a.csv', csv(10))
    write('b.csv', csv(10))
    await inkling('import a.csv b.csv --tenant shop')
    const [first, second] = sentEvents()
    expect(first).toEqual(second)
  })

  it('gives events of a file the same ids before it grows and from its cut off copy', async () => {
    const [rowsBefore, rowsAfter] = [2_000, 3_000]
    write('grown.csv', csv(rowsBefore))
    await inkling('import grown.csv --tenant shop')
    const before = sentIds()
    write('grown.csv', csv(rowsAfter))
    await inkling('import grown.csv --tenant shop')
    const whole = gzipSync(csv(rowsAfter))
    write('cut.csv.gz', whole.subarray(0, whole.length >> 1))
    await inkling('import cut.csv.gz --tenant shop')
    const after = sentIds().slice(rowsBefore, rowsBefore + rowsAfter)
    const cut = sentIds().slice(rowsBefore + rowsAfter)
    expect([new Set(after).size, new Set([...before, ...after, ...cut]).size]).toEqual([rowsAfter, rowsAfter])
    expect(cut.length).toBeGreaterThan(1_000)
  })

  it('uses a given key and creates none', async () => {
    write('a.csv', csv(10))
    await inkling('import a.csv --api-key ink_own_secret')
    expect(gateway.requests.map(({ path, key }) => [path, key])).toEqual([['/events', 'ink_own_secret']])
  })

  it('sends a batch again after 429 and 503', async () => {
    write('a.csv', csv(10))
    const refusals: Answer[] = [problem(429, 'rate_limited', true), problem(503, 'overloaded', true)]
    gateway.respondWith(({ path }) => (path === '/events' ? refusals.shift() : undefined))
    const report = await importJson('a.csv --tenant shop')
    expect(sentEvents()).toHaveLength(3)
    expect(report).toMatchObject({ accepted: 10, ok: true })
  })

  it('continues where a failed run stopped', async () => {
    write('a.csv', csv(100))
    gateway.respondWith(({ path }) =>
      path === '/events' && sentEvents().length > 3 ? problem(500, 'internal') : undefined,
    )
    const failed = await inkling('import a.csv --tenant shop --batch 10 --concurrency 1')
    expect(failed.error).toContain('it is internal')
    const acknowledged = sentIds().slice(0, 30)
    gateway.respondWith(() => undefined)
    const before = sentIds().length
    const report = await importJson('a.csv --tenant shop --batch 10')
    expect(report).toMatchObject({ resumedAfterLine: 31, accepted: 70 })
    expect(new Set([...acknowledged, ...sentIds().slice(before)]).size).toBe(100)
    expect(stateFiles()).toEqual([])
  })

  it('sends a batch again that was not acknowledged, even if later ones were', async () => {
    write('a.csv', csv(40))
    const firstAnswer = Promise.withResolvers<Answer>()
    gateway.respondWith(({ path, body }) => {
      if (path !== '/events') return undefined
      if ((body as Event[])[0]?.itemId === 'item0') return firstAnswer.promise
      if ((body as Event[])[0]?.itemId === 'item30') firstAnswer.resolve(problem(500, 'internal'))
      return undefined
    })
    await inkling('import a.csv --tenant shop --batch 10 --concurrency 3')
    gateway.respondWith(() => undefined)
    expect(await importJson('a.csv --tenant shop')).toMatchObject({ resumedAfterLine: 0, accepted: 40 })
  })

  it('stops on an interrupt, says where it will continue and revokes its key', async () => {
    write('a.csv', csv(100))
    const stop = new AbortController()
    gateway.respondWith(({ path }) => {
      if (path === '/events' && sentEvents().length === 4) stop.abort()
      return undefined
    })
    const stopped = await inkling('import a.csv --tenant shop --batch 10 --concurrency 1', { signal: stop.signal })
    expect(stopped.error).toBe('Interrupted.')
    expect(stopped.notes).toContain('a.csv is imported up to line 31. Run the same command again to continue there.')
    expect(gateway.requests.at(-1)?.method).toBe('DELETE')
    expect(await importJson('a.csv --tenant shop --batch 10')).toMatchObject({ resumedAfterLine: 31 })
  })

  it('starts over with --fresh and for a tenant that was deleted and created again', async () => {
    write('a.csv', csv(40))
    const failAfterTwo = ({ path }: { path: string }) =>
      path === '/events' && sentEvents().length % 3 === 0 ? problem(500, 'internal') : undefined
    gateway.respondWith(failAfterTwo)
    await inkling('import a.csv --tenant shop --batch 10 --concurrency 1')
    gateway.respondWith(({ method, path }) =>
      method === 'GET' && path === '/tenants/shop'
        ? { status: 200, body: { createdAt: '2026-05-05T00:00:00Z' } }
        : undefined,
    )
    expect(await importJson('a.csv --tenant shop')).toMatchObject({ resumedAfterLine: 0, accepted: 40 })
    gateway.requests.length = 0
    gateway.respondWith(failAfterTwo)
    await inkling('import a.csv --tenant shop --batch 10 --concurrency 1')
    gateway.respondWith(() => undefined)
    expect(await importJson('a.csv --tenant shop --fresh')).toMatchObject({ resumedAfterLine: 0, accepted: 40 })
  })

  it('names the lines that the server rejected', async () => {
    write('a.csv', csv(10))
    gateway.respondWith(({ path }) => {
      const rejected = [{ index: 4, pointer: '/itemId', code: 'validation_failed', detail: 'no good' }]
      return path === '/events' ? { status: 202, body: { accepted: 8, duplicates: 1, rejected } } : undefined
    })
    const report = await importJson('a.csv --tenant shop')
    expect(report).toMatchObject({ accepted: 8, duplicates: 1, ok: true })
    const faults = { count: 1, firstLines: [6], detail: 'no good' }
    expect(report.rejected).toEqual([{ code: 'validation_failed', pointer: '/itemId', ...faults }])
  })

  it('fails if rows are at fault and none was imported', async () => {
    write('a.csv', 'session_id,item_id,timestamp\ns1,,5\ns1,i1,soon\n')
    const { output, error } = await inkling('import a.csv --tenant shop')
    expect(error).toContain('Nothing was imported from a.csv')
    expect(output).toMatch(/no item id +1 {2}line 2/)
    expect(gateway.posted('/events')).toEqual([])
  })

  it.each([
    ['', 'is empty'],
    ['\n\n', 'is empty'],
    ['session_id,user_id,item_id,timestamp\n', 'Nothing was imported'],
  ])('fails with a file that holds nothing: %j', async (content, problem) => {
    write('empty.csv', content)
    expect((await inkling('import empty.csv --tenant shop')).error).toContain(problem)
    expect(gateway.posted('/events')).toEqual([])
  })

  it('sends events without times one batch after the other, to keep their order', async () => {
    write('a.csv', `user_id,item_id\n${Array.from({ length: 40 }, (_, i) => `u,i${i}`).join('\n')}`)
    await inkling('import a.csv --tenant shop --batch 10')
    expect(sentEvents().flatMap((batch) => batch.map(({ itemId }) => itemId))).toEqual(
      Array.from({ length: 40 }, (_, i) => `i${i}`),
    )
    expect(sentEvents()[0]?.[0]).not.toHaveProperty('occurredAt')
  })

  it('detects the unit of quoted times', async () => {
    write('a.csv', '"user_id","item_id","timestamp"\n"u","i","1700000000000"\n')
    await inkling('import a.csv --tenant shop')
    expect(sentEvents()[0]?.[0]?.occurredAt).toBe('2023-11-14T22:13:20.000Z')
  })

  it('imports items', async () => {
    write('corpus.jsonl', '{"id":"1","title":"One","text":"first"}\n{"id":2,"title":"","text":"second"}\n')
    const report = await importJson('corpus.jsonl --tenant shop')
    expect(gateway.posted<ItemLine[]>('/items')).toEqual([
      [
        { id: '1', title: 'One', text: 'first' },
        { id: '2', title: 'second', text: 'second' },
      ],
    ])
    expect(report).toMatchObject({ format: 'ndjson items', accepted: 2 })
  })

  it('sends nothing if one of the files cannot be read', async () => {
    write('a.csv', csv(10))
    expect((await inkling('import a.csv absent.csv --tenant shop')).error).toContain('absent.csv')
    expect(gateway.requests).toEqual([])
  })

  it('imports the readable part of a truncated gzip file and says that it ends early', async () => {
    const whole = gzipSync(csv(100_000), { level: 0 })
    write('cut.csv.gz', whole.subarray(0, whole.length - 1000))
    expect((await inkling('import cut.csv.gz --tenant shop')).error).toContain('the gzip file cut.csv.gz ends early')
    expect(sentIds().length).toBeGreaterThan(99_900)
  })

  it('shows with --dry-run how a file is read and what would be skipped, and sends nothing', async () => {
    write('a.csv', 'userId;movieId;timestamp\nu1;7;1700000000\nNULL;8;1700000001\n')
    const { output, error } = await inkling('import a.csv --dry-run')
    expect(error).toBeUndefined()
    for (const text of ['csv events (MovieLens)', 'separator ;', 'item ← movieId', '"itemId":"7"'])
      expect(output).toContain(text)
    expect(output).toMatch(/would be sent +1\n/)
    expect(output).toMatch(/neither session nor user id +1 {2}line 3/)
    const { output: json } = await inkling('import a.csv --dry-run --json')
    expect(JSON.parse(json).files[0]).toMatchObject({
      wouldSend: 1,
      rows: [{ line: 2, value: { itemId: '7' } }],
      ok: true,
    })
    expect(gateway.requests).toEqual([])
  })

  it('fails with --dry-run if nothing would be imported', async () => {
    write('a.csv', 'user_id,item_id\n')
    expect((await inkling('import a.csv --dry-run')).error).toContain('The import would fail for a.csv')
  })

  it('maps columns by --columns and rejects a field that there is not', async () => {
    write('a.csv', 'who,thing\nu1,a\n')
    await inkling('import a.csv --tenant shop --columns item=thing,user=who')
    expect(sentEvents()[0]).toMatchObject([{ userId: 'u1', itemId: 'a' }])
    expect((await inkling('import a.csv --columns thing=item')).error).toContain('The fields are item, session')
  })

  it('sends the lines of one item in their order, so that the last one wins', async () => {
    write('a.ndjson', ['{"id":"a","title":"1"}', '{"id":"b","title":"2"}', '{"id":"a","title":"3"}'].join('\n'))
    const first = Promise.withResolvers<Answer>()
    gateway.respondWith(({ path, body }) => {
      if (path !== '/items') return undefined
      const [item] = body as ItemLine[]
      if (item?.title === '1') return first.promise
      if (item?.title === '2') first.resolve({ status: 200, body: { results: [] } })
      return { status: 200, body: { results: [] } }
    })
    await inkling('import a.ndjson --tenant shop --batch 1')
    expect(gateway.posted<ItemLine[]>('/items').map(([item]) => item?.title)).toEqual(['1', '2', '3'])
  })

  it('names a tenant that does not exist', async () => {
    write('a.csv', csv(1))
    gateway.respondWith(() => problem(404, 'not_found'))
    expect((await inkling('import a.csv --tenant nobody')).error).toContain('There is no tenant nobody')
  })
})
