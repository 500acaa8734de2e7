/**
 * The Core Web Vitals of the console on a slow device: the first visit of each page in a new browser profile, with the
 * processor four times slower and the network of Lighthouse's "slow 4G" (1.6 Mbit/s, 150 ms round trip). Each visit
 * also filters and sorts the first table if there is one, changes the theme, opens the palette, types into it and goes
 * to another page.
 *
 *   pnpm bench:console [--runs 3] [--page /learning]
 */
import { parseArgs } from 'node:util'
import { startTestStack } from '@inkling/testing'
import type { Browser, Page } from 'playwright-core'
import { startBrowser } from './support/start-browser.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, page: { type: 'string', multiple: true } },
})
const runs = Number(values.runs)
const paths = values.page ?? ['/', '/learning', '/traces', '/operations', '/playground']
/** What the key of an operator may not see. */
const ofTenants = ['/learning', '/playground']
const slowdown = 4
const network = { offline: false, latency: 150, downloadThroughput: 1_638_400 / 8, uploadThroughput: 675_000 / 8 }
const pauseMs = 200
const restWithinMs = 1_000

/** Until what was done before has been drawn, and the page has nothing else to do. */
async function rest(page: Page): Promise<void> {
  await page.waitForTimeout(pauseMs)
  await page.evaluate(`new Promise((resolve) => requestIdleCallback(resolve, { timeout: ${restWithinMs} }))`)
}

/** Runs in the page, before its scripts. */
const observe = `
  window.vitals = { lcp: 0, cls: 0, inp: 0 }
  const each = (type, note, more) => new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({ type, buffered: true, ...more })
  each('largest-contentful-paint', ({ startTime }) => { vitals.lcp = startTime })
  each('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) vitals.cls += value })
  each('event', ({ interactionId, duration }) => {
    if (interactionId) vitals.inp = Math.max(vitals.inp, duration)
  }, { durationThreshold: 16 })`

interface Vitals {
  /** In ms. */
  readonly lcp: number
  readonly cls: number
  /** The slowest interaction of the visit, in ms. */
  readonly inp: number
  readonly bytes: number
}

const sizes = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(({ name }) => new URL(name).pathname.startsWith('/console'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`

async function visit(browser: Browser, url: string, key: string, path: string): Promise<Vitals> {
  const context = await browser.newContext()
  await context.request.post(`${url}/console/session`, { headers: { authorization: `Bearer ${key}` } })
  const page = await context.newPage()
  const devTools = await context.newCDPSession(page)
  await devTools.send('Network.enable')
  await devTools.send('Network.emulateNetworkConditions', network)
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  await page.addInitScript(observe)
  await page.goto(`${url}/console${path}`)
  await page.waitForSelector('main h2, main p')
  while (await page.locator('main[aria-busy=true], main [aria-busy=true]').count()) await page.waitForTimeout(100)
  await rest(page)
  const bytes = await page.evaluate<number>(sizes)
  await interact(page)
  const vitals = await page.evaluate<Omit<Vitals, 'bytes'>>('vitals')
  await context.close()
  return { ...vitals, bytes }
}

async function interact(page: Page): Promise<void> {
  const filter = page.locator('.table-tools input').first()
  if (await filter.count()) {
    await filter.pressSequentially('api', { delay: 100 })
    await rest(page)
    await filter.press('Control+a')
    await filter.press('Delete')
    await rest(page)
    await page.locator('.table-block th button').first().click()
    await rest(page)
  }
  await page.click('.top .icon-button[title^=Theme]')
  await rest(page)
  await page.keyboard.press('Control+k')
  await page.waitForSelector('[cmdk-input]')
  await page.keyboard.type('jobs', { delay: 100 })
  await page.keyboard.press('Enter')
  await page.waitForSelector('h1:text("Jobs")')
  await rest(page)
  await page.click('.side nav a >> nth=0')
  await rest(page)
}

/** The 75th percentile, as the Core Web Vitals are judged. */
const p75 = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.ceil(0.75 * values.length) - 1] ?? 0

const stack = await startTestStack()
const browser = await startBrowser()
try {
  console.log('| Page | LCP, ms | CLS | INP, ms | First load, kB |\n| --- | --- | --- | --- | --- |')
  for (const path of paths) {
    const visits: Vitals[] = []
    for (let run = 0; run < runs; run++)
      visits.push(await visit(browser, stack.url, ofTenants.includes(path) ? stack.apiKey : stack.adminKey, path))
    const of = (name: keyof Vitals) => p75(visits.map((one) => one[name]))
    const cells = [of('lcp').toFixed(0), of('cls').toFixed(3), of('inp').toFixed(0), (of('bytes') / 1_000).toFixed(1)]
    console.log(`| ${path} | ${cells.join(' | ')} |`)
  }
} finally {
  await browser.close()
  await stack.stop()
}
