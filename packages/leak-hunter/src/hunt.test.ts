import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { huntLeaks } from './hunt.ts'
import type { Leak } from './report.ts'

const victim = { id: 'victim', key: 'ink_0123456789abcdef01_0123456789abcdef0123456789abcdef' }
const attacker = { id: 'attacker', key: 'ink_0123456789abcdef02_fedcba9876543210fedcba9876543210' }
const close: (() => void)[] = []
afterEach(() => {
  for (const one of close.splice(0)) one()
})

/** A gateway that takes all from the victim; `toOthers` answers everybody else, with what the victim stored. */
async function gatewayThat(toOthers: (stored: string, request: IncomingMessage) => [status: number, body: string]) {
  let stored = ''
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const isVictim = request.headers.authorization === `Bearer ${victim.key}`
    if (isVictim) stored = `${stored}${request.url} ${body}\n`.slice(-20_000)
    const [status, answer] = isVictim ? [200, '{"data":[]}'] : toOthers(stored, request)
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' }).end(answer)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  close.push(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const hunt = async (url: string) => {
  const told: Leak[] = []
  const own = { url, victim, attacker, seed: 5, attempts: 400, stopsAtLeak: true, concurrency: 2 }
  const report = await huntLeaks({ ...own, onLeak: (leak) => told.push(leak) })
  return { report, told }
}

it('an answer with what another tenant stored is found, and told with the request and the answer', async () => {
  const { told, report } = await hunt(
    await gatewayThat((stored, { url = '' }) => (url.includes('/items') ? [200, stored] : [404, '{}'])),
  )
  const leak = told.find(({ kind }) => kind === 'secret')
  expect(leak?.repeat).toContain('/items')
  expect(leak?.found.length).toBeGreaterThan(0)
  expect(leak?.answer).toMatch(/^200\n/)
  expect(report.leaks.length).toBeGreaterThan(0)
})

it('an answer that tells what another tenant has from what is not there is told with both answers', async () => {
  const { told } = await hunt(
    await gatewayThat((_, { url = '' }) => [url.includes('never-') ? 404 : 409, '{"detail":"taken"}']),
  )
  const leak = told.find(({ kind }) => kind === 'existence')
  expect(leak).toMatchObject({ status: 409, answer: expect.stringContaining('taken') })
  expect(leak?.compared).toMatch(/never-.*\n404\n/)
})

it('a refusal by load is no leak and no attempt: the attack is made again', async () => {
  let requests = 0
  const { report, told } = await hunt(await gatewayThat(() => (requests++ % 50 === 0 ? [503, '{}'] : [404, '{}'])))
  expect(told).toEqual([])
  expect(report).toMatchObject({ leaks: [], unanswered: 0 })
  expect(report.limited).toBeGreaterThan(0)
  expect(report.attempts).toBeGreaterThanOrEqual(400)
})
