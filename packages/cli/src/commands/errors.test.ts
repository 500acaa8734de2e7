import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string) => runInkling(args.split(' '), { directory: tmpdir(), url: gateway.url })
const id = '9f86d081884c7d65'
const group = {
  id,
  state: 'open',
  service: 'search',
  code: 'internal',
  route: 'POST /api/v1/search',
  place: 'rank packages/search-index/src/search.ts',
  classes: 'InklingError < TypeError',
  reason: '',
  count: 3,
  firstAt: '2026-11-29T07:00:00.000Z',
  lastAt: '2026-11-29T07:00:01.000Z',
  resolvedAt: null,
  traceId: null,
  tenantCount: 1,
  tenants: [{ tenantId: 'shop', count: 3, lastAt: '2026-11-29T07:00:01.000Z' }],
}
const answerWith = (data: readonly object[]) =>
  gateway.respondWith(({ path }) => ({
    status: 200,
    body: path.includes(id) ? group : { data, page: { nextCursor: null, hasMore: false } },
  }))

it('inkling errors lists groups with the filters that are given', async () => {
  answerWith([group])
  const { output } = await inkling('errors --state open --service search --code internal --tenant shop')
  expect(output.split('\n')).toEqual([
    'ERROR             STATE  LAST                      COUNT  TENANTS  SERVICE  CODE      ROUTE',
    `${id}  open   2026-11-29T07:00:01.000Z  3      1        search   internal  POST /api/v1/search`,
  ])
  const { searchParams } = new URL(gateway.requests[0]?.path ?? '', gateway.url)
  const query = { state: 'open', service: 'search', code: 'internal', tenantId: 'shop' }
  expect(Object.fromEntries(searchParams)).toEqual(query)
})

it('inkling errors ID shows a group, and --resolve resolves it first', async () => {
  answerWith([])
  const { output } = await inkling(`errors ${id} --resolve`)
  expect(output).toContain('place       rank packages/search-index/src/search.ts')
  expect(output).toContain('tenants     shop')
  expect(gateway.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST /performance/errors/${id}/resolve`,
    `GET /performance/errors/${id}`,
  ])
})

it('inkling errors says that nothing matches, what an id looks like and that --resolve needs one', async () => {
  answerWith([])
  expect((await inkling('errors')).output).toContain('No group matches')
  expect((await inkling('errors xyz')).error).toContain('16 hexadecimal digits')
  expect((await inkling('errors --resolve')).error).toContain('needs the id')
})
