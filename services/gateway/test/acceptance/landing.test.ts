import { calls } from '@inkling/contracts'
import { afterAll, describe, expect, it } from 'vitest'
import { holderOf, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { sharedStack } from '../support/shared-stack.ts'
import { startBrowser } from '../support/start-browser.ts'

const { url } = sharedStack()
const { key } = (await operator().call(calls.createKey, { params: { id: 'demo' }, body: {} })).body
const demo = holderOf(key)
const pages = ['tea', 'cake', 'jam']
const body = pages.map((id) => ({ id, title: `All about ${id}` }))
const { headers } = await demo.call(calls.putItems, { body })
// One tea is always followed by cake, and cake by jam.
const events = Array.from({ length: 30 }, (_, session) =>
  pages.map((itemId, place) => ({
    type: 'view',
    sessionId: `s${session}`,
    itemId,
    occurredAt: new Date(Date.now() - 3_600_000 * (session + 1) + place * 10_000).toISOString(),
  })),
).flat()
await demo.call(calls.postEvents, { body: events })
const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
await demo.call(calls.searchByQuery, { query: { q: 'tea' }, headers: token })

const browser = await startBrowser()
afterAll(() => browser.close())

/** Opens the page, and collects what its console says about faults. */
async function openPage() {
  const page = await browser.newPage()
  const faults: string[] = []
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${url}/`)
  return { page, faults }
}

describe('the page at /', () => {
  it('finds items of the demo, and predicts again after each click', async () => {
    const { page, faults } = await openPage()
    await page.fill('#query', 'tea')
    await page.click('#results button[data-id=tea]')
    await eventually(async () => expect(await page.textContent('#recent')).toContain('All about tea'))
    const first = () => page.getAttribute('#predictions li:first-child button', 'data-id')
    await eventually(async () => expect(await first()).toBe('cake'))
    await page.click('#predictions li:first-child button')
    await eventually(async () => expect(await first()).toBe('jam'))
    expect(faults).toEqual([])
    await page.close()
  })

  it('says in words that a request was refused, or that nothing answers', async () => {
    const { page } = await openPage()
    const alert = () => page.textContent('#error')
    await page.route('**/api/v1/search*', (route) =>
      route.fulfill({ status: 429, json: { detail: 'More than 3 requests within a minute' } }),
    )
    await page.fill('#query', 'jam')
    await eventually(async () => expect(await alert()).toContain('(429): More than 3 requests'))
    await page.route('**/api/v1/search*', (route) => route.abort())
    await page.fill('#query', 'cake')
    await eventually(async () => expect(await alert()).toContain('npx -y pnpm@12 start'))
    expect(await page.isVisible('#error')).toBe(true)
    await page.close()
  })

  it('allows only files of this server and upgrades no request to HTTPS', async () => {
    const { status, headers, text } = await get('/', { accept: 'text/html' })
    expect(status).toBe(200)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/upgrade|unsafe/)
    expect(text).not.toMatch(/(src|href)="(https?:|\/\/)/)
    for (const name of ['/landing.js', '/landing.css']) expect((await get(name)).status).toBe(200)
  })

  it('answers JSON with links to a client that asks for JSON', async () => {
    const { headers, text } = await get('/', { accept: 'application/json' })
    expect(headers.get('content-type')).toContain('application/json')
    const { links } = JSON.parse(text)
    for (const path of [links.documentation, links.openapi, links.health]) expect((await get(path)).status).toBe(200)
  })
})
