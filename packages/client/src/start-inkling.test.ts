import { afterEach, describe, expect, it, vi } from 'vitest'
import { openPage, type PageOptions } from '../test/fake-page.ts'

// The browser's sources are typed for a browser, without the types of Node that tests have.
const browser = (file: string) => import(new URL(`./browser/${file}`, import.meta.url).href)
const { startInkling } = (await browser('index.ts')) as { startInkling: (options: object) => void }
const { currentItem } = (await browser('current-item.ts')) as { currentItem: () => string }

afterEach(() => vi.unstubAllGlobals())

const options = { url: 'https://inkling.example', key: 'ink_key', user: 'ada' }
const rules = { tag: 'rcp_1', prefetch: [{ urls: ['/cup'] }], prerender: [{ urls: ['/pot'] }] }
const loaded = { deliveryType: 'navigational-prefetch' }

async function start(page: PageOptions = {}, more: object = {}) {
  const opened = openPage(page)
  startInkling({ ...options, ...more })
  await opened.settle()
  return opened
}

it('records a view of the page by its path, with the user and the session', async () => {
  const page = await start()
  expect(page.requests[0]).toEqual({
    url: 'https://inkling.example/api/v1/events',
    method: 'POST',
    headers: { authorization: 'Bearer ink_key', 'content-type': 'application/json' },
    body: { type: 'view', itemId: '/tea', userId: 'ada', sessionId: expect.stringMatching(/.{10,}/) },
  })
})

it('records the given item instead of the path', async () => {
  expect((await start({}, { item: 'green-tea' })).views()).toMatchObject([{ itemId: 'green-tea' }])
})

it('asks for rules after the view, with its consistency token, and adds them to the document', async () => {
  const page = await start(
    { rules: async () => new Response(JSON.stringify(rules)) },
    { prefetch: '0.1', prerender: '1' },
  )
  const { url, headers } = page.requests[1] ?? { url: '', headers: {} }
  expect(url).toMatch(/^https:\/\/inkling\.example\/api\/v1\/predictions\/speculation-rules\?/)
  expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
    userId: 'ada',
    itemId: '/tea',
    minProbability: '0.1',
    prerenderProbability: '1',
  })
  expect(headers).toEqual({ authorization: 'Bearer ink_key', 'consistency-token': 'token' })
  expect(page.rules).toMatchObject([{ type: 'speculationrules', textContent: JSON.stringify(rules) }])
})

it('leaves the thresholds to the gateway if none is given', async () => {
  const { searchParams } = new URL((await start()).requests[1]?.url ?? '')
  expect([...searchParams.keys()].toSorted()).toEqual(['itemId', 'sessionId', 'userId'])
})

it('adds no rules if the gateway refuses them', async () => {
  expect((await start({ rules: async () => new Response('{}', { status: 429 }) })).rules).toEqual([])
})

it('records the view but asks for no rules if the user saves data', async () => {
  const page = await start({ savesData: true })
  expect(page.requests).toHaveLength(1)
  expect(page.rules).toEqual([])
})

it('records each address of a single-page application once and replaces the rules', async () => {
  const page = await start()
  page.pushState('/cup')
  page.pushState('/cup#handle')
  await page.settle()
  page.goBack('/tea')
  await page.settle()
  expect(page.views()).toMatchObject([{ itemId: '/tea' }, { itemId: '/cup' }, { itemId: '/tea' }])
  expect(page.rules).toHaveLength(1)
})

it('drops rules of a page that the user has left meanwhile', async () => {
  const first = Promise.withResolvers<Response>()
  const answers = [first.promise, Promise.resolve(new Response('"new"'))]
  const page = await start({ rules: () => answers.shift() ?? first.promise })
  page.pushState('/cup')
  await page.settle()
  first.resolve(new Response('"old"'))
  await page.settle()
  expect(page.rules).toMatchObject([{ textContent: '"new"' }])
})

it('records a page again when it is restored from the back/forward cache', async () => {
  const page = await start()
  page.restore(false)
  await page.settle()
  expect(page.views()).toHaveLength(1)
  page.restore(true)
  await page.settle()
  expect(page.views()).toHaveLength(2)
})

it('records a prerendered page only when it is shown', async () => {
  const page = await start({ isPrerendering: true })
  expect(page.requests).toEqual([])
  page.show()
  await page.settle()
  expect(page.views()).toHaveLength(1)
})

it('keeps the session of the tab and stores its rules for the next page', async () => {
  const storage: Record<string, string> = {}
  const [first] = (await start({ storage })).views() as { sessionId: string }[]
  const [second] = (await start({ storage })).views() as { sessionId: string }[]
  expect(second?.sessionId).toBe(first?.sessionId)
  expect(Object.values(storage)).toContain('{"prefetch":[],"prerender":[]}')
})

it('keeps the session of a page without storage', async () => {
  const page = await start({ storage: undefined })
  page.pushState('/cup')
  await page.settle()
  const [first, second] = page.views() as { sessionId: string }[]
  expect(first?.sessionId).toMatch(/.{10,}/)
  expect(second?.sessionId).toBe(first?.sessionId)
})

const used = (page: { requests: readonly { url: string; body: unknown }[] }) =>
  page.requests.filter(({ url }) => url.endsWith('/feedback')).map(({ body }) => body)
const storage = { 'inkling-rules': JSON.stringify(rules) }

it.each([
  ['prefetched', 'https://shop.example/cup#handle', loaded],
  ['prerendered', 'https://shop.example/pot', { activationStart: 12 }],
])('records a page that was %s because of the rules as used', async (_how, href, navigation) => {
  const itemId = new URL(href).pathname
  expect(used(await start({ href, navigation, storage: { ...storage } }))).toEqual([
    [{ receiptId: 'rcp_1', itemId, signal: 'prefetchUsed' }],
  ])
})

const named = { 'inkling-rules': JSON.stringify({ ...rules, items: { '/cup': 'cup', '/pot': 'pot' } }) }
const wasted = (itemId: string) => ({ receiptId: 'rcp_1', itemId, signal: 'prefetchWasted' })

it('records the pages that the rules named, and that the user did not open, as wasted', async () => {
  const cup = { href: 'https://shop.example/cup', navigation: loaded, storage: { ...named } }
  expect(used(await start(cup))).toEqual([
    [{ receiptId: 'rcp_1', itemId: '/cup', signal: 'prefetchUsed' }, wasted('pot')],
  ])
  expect(used(await start({ storage: { ...named } }))).toEqual([[wasted('cup'), wasted('pot')]])
})

it('records nothing as wasted in a browser that knows no rules', async () => {
  expect(used(await start({ knowsRules: false, storage: { ...named } }))).toEqual([])
})

it('sends the most bytes that may be loaded early', async () => {
  const page = await start({}, { maxBytes: '300000' })
  expect(new URL(page.requests[1]?.url ?? '').searchParams.get('maxBytes')).toBe('300000')
})

it.each([
  ['was loaded by the user', { navigation: { deliveryType: '', activationStart: 0 }, storage }],
  ['has no navigation entry', { storage }],
  ['is not among the rules', { href: 'https://shop.example/mug', navigation: loaded, storage }],
  ['has no stored rules', { navigation: loaded, storage: {} }],
])('does not record a page as used that %s', async (_how, page) => {
  const opened = await start({ href: 'https://shop.example/cup', ...page, storage: { ...page.storage } })
  expect(used(opened)).toEqual([])
  expect(opened.views()).toHaveLength(1)
})

it.each([
  ['https://shop.example//tea//green', '/tea/green'],
  ['https://shop.example/tea/index.html', '/tea/'],
  ['https://shop.example/INDEX.HTM', '/'],
  ['https://shop.example/caf%C3%A9', '/café'],
  ['https://shop.example/100%', '/100%'],
])('the item of the page %s is %s', (href, item) => {
  openPage({ href })
  expect(currentItem()).toBe(item)
})

it('records no view of an error page, and reports a rule that named it as failed', async () => {
  const page = await start({ href: 'https://shop.example/cup', navigation: { responseStatus: 404 }, storage })
  expect(used(page)).toEqual([[{ receiptId: 'rcp_1', itemId: '/cup', signal: 'prefetchFailed' }]])
  expect(page.views()).toEqual([])
  page.pushState('/tea')
  await page.settle()
  expect(page.views()).toMatchObject([{ itemId: '/tea' }])
})

it('sends the addresses that are never to be loaded early', async () => {
  const page = await start({}, { exclude: '/account/*' })
  expect(new URL(page.requests[1]?.url ?? '').searchParams.get('exclude')).toBe('/account/*')
})

it.each(['none', 'None', 'NONE '])(
  'with the consent %j there is no view, no outcome, no session and no stored rule',
  async (consent) => {
    const empty: Record<string, string> = { 'inkling-rules': JSON.stringify(rules) }
    const page = await start({ href: 'https://shop.example/cup', navigation: loaded, storage: empty }, { consent })
    expect(page.requests.map(({ method }) => method)).toEqual(['GET'])
    expect(page.requests[0]?.headers).toEqual({ authorization: 'Bearer ink_key', consent })
    expect([...new URL(page.requests[0]?.url ?? '').searchParams.keys()]).toEqual(['itemId'])
    expect(Object.keys(empty)).toEqual(['inkling-rules'])
    expect(empty['inkling-rules']).toBe(JSON.stringify(rules))
  },
)

describe('with data-live', () => {
  const sources: { url: string; onmessage?: (message: { data: string }) => void }[] = []
  const source = class {
    constructor(url: string) {
      sources.push(Object.assign(this, { url }))
    }
  }
  const prediction = { data: '{"position":"e.1","messages":[{"type":"prediction"}]}' }

  it('fetches rules again when the predictions of the session change', async () => {
    vi.stubGlobal('EventSource', source)
    const page = await start({}, { live: '' })
    const { url, onmessage } = sources.at(-1) ?? { url: '' }
    expect(url).toMatch(
      /^https:\/\/inkling\.example\/api\/v1\/stream\?key=ink_key&sessionId=(.+)&topic=.*%3Asession%3A\1$/,
    )
    const before = page.requests.length
    onmessage?.(prediction)
    onmessage?.({ data: '{"position":"e.1","messages":[]}' })
    await page.settle()
    expect(page.requests).toHaveLength(before)
    onmessage?.(prediction)
    await page.settle()
    expect(page.requests.slice(before).map(({ url }) => url)).toEqual([expect.stringContaining('speculation-rules')])
  })

  it.each([
    ['the user refuses consent', { live: '', consent: 'none' }],
    ['it is not asked for', {}],
  ])('follows nothing if %s', async (_, options) => {
    vi.stubGlobal('EventSource', source)
    const before = sources.length
    await start({}, options)
    expect(sources).toHaveLength(before)
  })

  it('records the view in a browser without server-sent events', async () => {
    expect((await start({}, { live: '' })).views()).toHaveLength(1)
  })
})
