import { calls, queueBoardPath } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant, operator, ownAddress } from '../support/callers.ts'
import { sharedStack } from '../support/shared-stack.ts'
import { startBrowser } from '../support/start-browser.ts'

const { url, adminKey } = sharedStack()
const shop = await newTenant()
const own = (
  await operator().call(calls.createKey, {
    params: { id: shop.id },
    body: { name: 'on call', scopes: ['ops:read'] },
  })
).body.key

/** As a browser sends the password that its user typed in. */
const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`on-call:${password}`).toString('base64')}`,
})
const board = (path = '', headers: Record<string, string> = basic(own), method = 'GET') =>
  fetch(`${url}${queueBoardPath}${path}`, { method, headers: { ...ownAddress(), ...headers } })

describe('the board of the queues', () => {
  it('asks a browser without a key for a password, and shows nothing', async () => {
    for (const headers of [{}, basic('ink_a_b'), basic(''), { authorization: 'Basic %%%' }])
      for (const path of ['', '/', '/api/queues', '/static/favicon.ico']) {
        const answer = await board(path, headers)
        expect([path, answer.status]).toEqual([path, 401])
        expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="/)
      }
  })

  it('refuses the key of a tenant without ops:read', async () => {
    expect((await board('/api/queues', basic(shop.key))).status).toBe(403)
  })

  it('is a page with its own files only, for a key with ops:read', async () => {
    const page = await board()
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    const html = await page.text()
    expect(html).toContain(`<base href="${queueBoardPath}/"`)
    const [, script = ''] = /<script defer src="([^"]+main[^"]+)"/.exec(html) ?? []
    const file = await board(`/${script}`)
    expect([file.status, (await file.text()).length > 10_000]).toEqual([200, true])
  })

  it('lists every queue, each read-only', async () => {
    const { queues } = (await (await board('/api/queues')).json()) as {
      queues: { name: string; readOnlyMode: boolean }[]
    }
    expect(queues.map(({ name }) => name)).toEqual(expect.arrayContaining(['train', 'reindex', 'partition', 'erase']))
    expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true)
  })

  it('shows a run to a browser with the key as its password, and no button that changes one', async () => {
    const { body: run } = await shop.call(calls.createRun, { body: { kind: 'warm' } })
    const browser = await startBrowser()
    try {
      const httpCredentials = { username: 'on-call', password: own }
      const page = await browser.newPage({ httpCredentials, extraHTTPHeaders: ownAddress() })
      const faults: string[] = []
      page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
      page.on('pageerror', (error) => faults.push(error.message))
      await page.goto(`${url}${queueBoardPath}/queue/warm`)
      await page.getByText(run.id).first().waitFor()
      const changing = page.getByRole('button', { name: /retry|clean|pause|promote|remove|add|duplicate|empty/i })
      expect(await changing.count()).toBe(0)
      expect(faults.filter((text) => !text.includes('https://fonts.googleapis.com'))).toEqual([])
    } finally {
      await browser.close()
    }
  })

  it.each([
    ['PUT', '/api/queues/train/pause'],
    ['PUT', '/api/queues/partition/retry/failed'],
    ['PUT', '/api/queues/partition/clean/completed'],
    ['POST', '/api/queues/train/add'],
    ['DELETE', '/api/queues/train/job'],
  ])('changes nothing: %s %s is not there', async (method, path) => {
    expect([404, 405]).toContain((await board(path, basic(adminKey), method)).status)
  })

  it('lets no other call take its key as a password', async () => {
    const answer = await fetch(`${url}/api/v1/performance/queues`, { headers: { ...ownAddress(), ...basic(own) } })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="inkling"'])
  })
})
