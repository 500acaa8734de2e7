import { calls, publishableScopes } from '@inkling/contracts'
import type { BrowserContextOptions, Page, Response } from 'playwright-core'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { bearer, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { sharedStack } from '../support/shared-stack.ts'
import { startBrowser, visitAlone } from '../support/start-browser.ts'
import { startSite } from '../support/start-site.ts'

const { adminKey, url } = sharedStack()
const shop = await newTenant()
const publishable = { scopes: [...publishableScopes] }
const { key } = (await operator().call(calls.createKey, { params: { id: shop.id }, body: publishable })).body

const eventsUrl = `${url}/api/v1/events`
const feedbackUrl = `${url}/api/v1/feedback`
const rulesUrl = `${url}/api/v1/predictions/speculation-rules`
const tag = (attributes = '') => `<script src="${url}/inkling.js" data-key="${key}" ${attributes} async></script>`
const prefetching = { head: tag('data-prerender="1"') }

let served: Parameters<typeof startSite>[1] = () => prefetching
const site = await startSite(['/', '/tea', '/cake'], () => served())
const browser = await startBrowser()
beforeEach(() => {
  site.forget()
  served = () => prefetching
})
afterAll(async () => {
  await browser.close()
  site.stop()
})

const isEvents = (response: Response) => response.url() === eventsUrl && response.request().method() === 'POST'

const isFeedback = (response: Response) => response.url() === feedbackUrl && response.request().method() === 'POST'

/** Does `work` as a new visitor on the first page, after its script tag has recorded the view. */
async function visit(work: (page: Page) => Promise<void>, options: BrowserContextOptions & { script?: string } = {}) {
  const context = await browser.newContext(options)
  if (options.script) await context.addInitScript(options.script)
  try {
    const page = await context.newPage()
    await Promise.all([page.waitForResponse(isEvents), page.goto(`${site.url}/`)])
    await work(page)
  } finally {
    await context.close()
  }
}

/** Follows a link and waits until the next page has recorded its view. */
async function follow(page: Page, path: string): Promise<void> {
  await Promise.all([page.waitForResponse(isEvents), page.click(`a[href="${path}"]`)])
  expect(page.url()).toBe(site.url + path)
}

const rulesIn = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('script[type=speculationrules]')].map((e) => e.textContent)`)

// A visitor walks a path often enough that it can be predicted.
await visit(async (page) => {
  for (let walk = 0; walk < 4; walk++) {
    await follow(page, '/tea')
    await follow(page, '/')
  }
})

describe('a page with the tag', () => {
  it('a page with the tag prefetches the predicted page, and following the link needs no other request', async () => {
    await visit(async (page) => {
      await eventually(() => expect(site.purposesOf('/tea')).toEqual(['prefetch']))
      const [rules = ''] = await rulesIn(page)
      const [told] = await Promise.all([page.waitForResponse(isFeedback), follow(page, '/tea')])
      expect(site.purposesOf('/tea')).toEqual(['prefetch'])
      const { tag: receiptId } = JSON.parse(rules)
      expect(told.request().postDataJSON()).toEqual([{ receiptId, itemId: '/tea', signal: 'prefetchUsed' }])
      expect(await told.json()).toMatchObject({ accepted: 1 })
      const deliveryType = await page.evaluate(`performance.getEntriesByType('navigation')[0].deliveryType`)
      expect(deliveryType).toBe('navigational-prefetch')
      await eventually(async () => {
        const { feedback } = (await shop.call(calls.getLearningMetrics)).body
        expect(feedback.find(({ kind }) => kind === 'prediction')?.signals).toMatchObject({
          prefetchUsed: expect.any(Number),
        })
      })
    })
  })

  it('the Web Vitals of a page with data-vitals become metrics of its kind, and no other page is measured', async () => {
    const asked: string[] = []
    const measure = async (attributes: string) => {
      served = () => ({ head: tag(attributes) })
      await visit(async (page) => {
        page.context().on('request', (request) => asked.push(new URL(request.url()).pathname))
        await Promise.all([page.waitForResponse(isEvents), page.reload()])
        if (attributes.includes('vitals')) await eventually(() => expect(asked).toContain('/inkling-vitals.js'))
        await page.waitForLoadState('networkidle')
        await page.goto('about:blank')
      })
    }
    await measure('')
    expect(asked.filter((path) => path.includes('vitals'))).toEqual([])
    await measure('data-vitals="product"')
    await eventually(async () => {
      const { text } = await get('/metrics', bearer(adminKey))
      expect(text).toMatch(/inkling_site_vital_seconds_count\{.*vital="LCP".*page="product".*\} [1-9]/)
    })
  })

  it('a prefetched page that the visitor does not open is recorded as wasted', async () => {
    await visit(async (page) => {
      await eventually(() => expect(site.purposesOf('/tea')).toEqual(['prefetch']))
      const [rules = ''] = await rulesIn(page)
      const [told] = await Promise.all([page.waitForResponse(isFeedback), follow(page, '/cake')])
      const { tag: receiptId } = JSON.parse(rules)
      expect(told.request().postDataJSON()).toEqual([{ receiptId, itemId: '/tea', signal: 'prefetchWasted' }])
      expect(await told.json()).toMatchObject({ accepted: 1, rejected: [] })
    })
  })

  it('a page with the tag records each view and gets rules that know the view', async () => {
    served = () => ({ head: tag('data-prerender="1" data-user="ada"') })
    await visit(async (page) => {
      const [event, rules] = await Promise.all([
        page.waitForRequest(eventsUrl),
        page.waitForRequest((request) => request.url().startsWith(rulesUrl)),
        page.reload(),
      ])
      const { sessionId, ...rest } = event.postDataJSON()
      expect(rest).toEqual({ type: 'view', userId: 'ada', itemId: '/' })
      expect(Object.fromEntries(new URL(rules.url()).searchParams)).toMatchObject({
        userId: 'ada',
        sessionId,
        itemId: '/',
      })
      expect(rules.headers()).toHaveProperty('consistency-token')
    })
  })

  it('the tag follows an application that changes the URL by itself, with one rule set at a time', async () => {
    await visit(async (page) => {
      await eventually(async () => expect(await rulesIn(page)).toHaveLength(1))
      const [before] = await rulesIn(page)
      const [event] = await Promise.all([
        page.waitForRequest(eventsUrl),
        page.evaluate(`history.pushState({}, '', '/tea'); history.replaceState({ scrolled: true }, '')`),
      ])
      expect(event.postDataJSON()).toMatchObject({ type: 'view', itemId: '/tea' })
      await eventually(async () => {
        const rules = await rulesIn(page)
        expect(rules).toHaveLength(1)
        expect(rules).not.toEqual([before])
      })
    })
  })

  it('a page with the tag prefetches nothing if the browser saves data, but records the view', async () => {
    const script = `Object.defineProperty(navigator.connection, 'saveData', { get: () => true })`
    await visit(
      async (page) => {
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await follow(page, '/tea')
        expect(asked.filter((one) => one.startsWith(rulesUrl) || one === feedbackUrl)).toEqual([])
        expect(await rulesIn(page)).toEqual([])
        expect(site.purposesOf('/tea')).toEqual([''])
      },
      { script },
    )
  })

  it('a page whose tag has an invalid key works as without the tag', async () => {
    served = () => ({ head: tag().replace(key, 'nonsense') })
    await visit(async (page) => {
      const errors: Error[] = []
      page.on('pageerror', (error) => errors.push(error))
      await follow(page, '/cake')
      expect(errors).toEqual([])
    })
  })

  it('records a prerendered page as viewed and used only when it is shown', async () => {
    const script = `<script>
      if (location.pathname === '/') fetch('/go').then(() => document.querySelector('[href="/tea"]').click())
      addEventListener('load', () => fetch('/loaded' + location.pathname))
      document.addEventListener('prerenderingchange', () => {
        const { activationStart } = performance.getEntriesByType('navigation')[0]
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name.endsWith('/feedback')) fetch('/used')
            else if (name.endsWith('/events')) fetch('/report?early=' + (startTime < activationStart))
        }).observe({ type: 'resource', buffered: true })
      })
    </script>`
    served = () => ({ head: script + tag('data-prerender="0.2"') })
    await visitAlone(`${site.url}/`, async () => {
      await eventually(() => expect(site.purposesOf('/loaded/tea')).toEqual(['prefetch;prerender']))
      site.go()
      await eventually(() => expect(site.reportOf('/report').get('early')).toBe('false'))
      expect(site.purposesOf('/report')).toHaveLength(1)
      await eventually(() => expect(site.purposesOf('/used')).toHaveLength(1))
    })
  })
})

it('a Speculation-Rules header can point to the rules, with the key in the URL', async () => {
  const query = new URLSearchParams({ key, sessionId: 'header', prerenderProbability: '1', minProbability: '0.05' })
  served = () => ({ head: '', headers: { 'speculation-rules': `"${rulesUrl}?${query}"` } })
  const page = await browser.newPage()
  await page.goto(`${site.url}/`)
  await eventually(() => expect(site.purposesOf('/tea')).toEqual(['prefetch']))
  await page.close()
})

it('a page that answered 404 to a prefetch is not prefetched again once a visitor has opened it', async () => {
  served = () => ({ ...prefetching, gone: ['/tea'] })
  const context = await browser.newContext()
  const page = await context.newPage()
  await Promise.all([page.waitForResponse(isEvents), page.goto(`${site.url}/`)])
  await eventually(() => expect(site.purposesOf('/tea')).toEqual(['prefetch']))
  const [told] = await Promise.all([page.waitForResponse(isFeedback), page.click('a[href="/tea"]')])
  expect(told.request().postDataJSON()).toMatchObject([{ itemId: '/tea', signal: 'prefetchFailed' }])
  await context.close()
  await visit(async (page) => {
    const rules = await eventually(async () => {
      const [first] = await rulesIn(page)
      expect(first).toBeDefined()
      return first ?? ''
    })
    expect(rules).not.toContain('/tea')
  })
})
