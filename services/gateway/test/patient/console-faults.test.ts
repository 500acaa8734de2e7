import { calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { bearer, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { stackEnvironment } from '../support/stack-environment.ts'
import { startBrowser } from '../support/start-browser.ts'

/* What an engineer on call sees in the console while Inkling really has a fault. */
const stack = await startTestStack({
  ...stackEnvironment,
  FAULT_INJECTION: 'on-in-production',
  TRACE_SAMPLE_RATIO: '1',
})
const browser = await startBrowser()
afterAll(async () => {
  await browser.close()
  await stack.stop()
})
const admin = operator(stack)
const shop = await newTenant({ plan: 'scale' }, stack)

async function open(path: string, key: string) {
  const context = await browser.newContext()
  await context.request.post(`${stack.url}/console/session`, { headers: bearer(key) })
  const page = await context.newPage()
  await page.goto(`${stack.url}/console${path}`)
  await page.waitForSelector('main h2, main p')
  return { page, close: () => context.close() }
}

it('leads from the overview to the cause of an injected fault in three clicks', async () => {
  const fault = { kind: 'error', dependency: 'search', service: 'gateway', seconds: 120, tenantId: shop.id } as const
  const { body } = await admin.call(calls.injectFault, { body: fault })
  const search = () => shop.attempt(calls.search, { body: { q: 'tea' } })
  await eventually(async () => {
    await Promise.all(Array.from({ length: 20 }, search))
    expect((await admin.call(calls.getHealth)).body.circuits.search).not.toBe('closed')
  })
  // A circuit that nobody calls closes by itself.
  const calling = setInterval(() => void search().catch(() => {}), 200)
  onTestFinished(() => clearInterval(calling))
  const { page, close } = await open('/', stack.adminKey)
  const error = page.locator('main li', { hasText: 'dependency_unavailable in POST /api/v1/search' }).first()
  await error.locator('a:has-text("trace")').waitFor({ timeout: 20_000 })
  // The first click: which circuit it is. It opens and is tried again, so it is in either state.
  await page.click('.causes a:has-text("The circuit of search is")', { timeout: 20_000 })
  await page.locator('td:text-is("search")').first().waitFor({ timeout: 20_000 })
  // The second and the third one: the trace of a request that failed, in which the span that failed is chosen.
  await page.click('nav[aria-label=Pages] a:has-text("Overview")')
  await error.locator('a:has-text("trace")').click()
  const details = page.locator('section[aria-label="The chosen span"]')
  await details.waitFor({ timeout: 20_000 })
  expect(await details.textContent()).toMatch(/search/)
  await admin.call(calls.endFaults, { query: { id: body.id } })
  await admin.call(calls.resetCircuitBreakers, { body: {} })
  await close()
})

it.concurrent.each([
  ['prediction', '/playground?view=predictions', 'Request'],
  ['suggestion', '/learning?view=quality', 'Models'],
  ['search', '/playground?view=search&q=tea', 'Request'],
  ['maintenance', '/jobs?view=runs', 'Runs'],
] as const)('says that %s is down on the page that needs it, and the rest works', async (service, path, rest) => {
  const { pid = 0 } = stack.services[service]
  process.kill(pid, 'SIGSTOP')
  try {
    const { page, close } = await open(path, shop.key)
    await page.locator('main .fault').first().waitFor({ timeout: 30_000 })
    expect(await page.textContent('main .fault')).toMatch(/req_|Request|gateway/)
    expect(await page.textContent('main')).toContain(rest)
    expect(await page.locator('nav[aria-label=Pages] a').count()).toBeGreaterThan(3)
    process.kill(pid, 'SIGCONT')
    await page.locator('main .fault button:has-text("Try again")').first().click()
    await eventually(async () => expect(await page.locator('main .fault').count()).toBe(0), 30_000)
    await close()
  } finally {
    process.kill(pid, 'SIGCONT')
  }
})
