import { calls } from '@inkling/contracts'
import { seededRandom } from '@inkling/learning'
import postgres from 'postgres'
import { expect, it } from 'vitest'
import { holderOf, newTenant, operator } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { stack } from './stack.ts'

const shop = await newTenant({ plan: 'scale' }, stack)
const random = seededRandom(11)
const items = Array.from({ length: 30 }, (_, n) => `item ${n}`)
const any = () => items[Math.floor(items.length * random() ** 2)] ?? ''

/** Events that come one after the other, so that the model predicts each of them and learns from it. */
async function visit(events: number): Promise<Record<string, string>> {
  const body = Array.from({ length: events }, (_, n) => ({ type: 'view', sessionId: `s${n % 40}`, itemId: any() }))
  const { headers } = await shop.call(calls.postEvents, { body })
  return { 'consistency-token': headers.get('consistency-token') ?? '' }
}
await visit(100)
await eventually(async () => expect((await shop.call(calls.predict, { body: {} })).body.data.length).toBeGreaterThan(0))
const token = await visit(300)

it('predictions are made again alike after the service was stopped and started, by their receipts', async () => {
  const answers: { receiptId: string }[] = []
  for (let n = 0; n < 200; n++) {
    const body = n % 2 === 0 ? { recent: [any(), any()] } : { sessionId: `s${n % 40}` }
    answers.push((await shop.call(calls.predict, { body, headers: token })).body)
  }
  await stack.services.prediction.stop()
  await stack.services.prediction.start()
  const outcomes = new Map<string, number>()
  for (const { receiptId } of answers) {
    const { replay } = (await shop.call(calls.getReceipt, { params: { id: receiptId } })).body
    const outcome = `${replay?.outcome} ${replay?.because ?? ''}`.trim()
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  expect([...outcomes]).toEqual([['identical', 200]])
}, 120_000)

it('the receipt of a suggestion to a page names the network that asked, and one to a server does not', async () => {
  const key = { scopes: ['suggestions:read' as const], allowedOrigins: ['https://shop.example'] }
  const made = await operator(stack).call(calls.createKey, { params: { id: shop.id }, body: key })
  const page = holderOf(made.body.key, stack)
  const ask = async (by: typeof page, address: string) => {
    const headers = { origin: 'https://shop.example', 'x-forwarded-for': address }
    const body = { sessionId: `of ${address}`, context: {} }
    return (await by.call(calls.suggest, { body, headers })).body.receiptId
  }
  const asked = [
    await ask(page, '192.0.2.1'),
    await ask(page, '192.0.2.1'),
    await ask(page, '192.0.2.2'),
    await ask(shop, '192.0.2.1'),
  ]
  const sql = postgres(stack.ownerUrl, { max: 1 })
  const [first, again, other, server] = await eventually(async () => {
    const rows = await sql<{ id: string; visitor: string | null }[]>`
      select id, details ->> 'visitor' as visitor from learning.receipts where id = any (${asked})`
    expect(rows).toHaveLength(asked.length)
    return asked.map((id) => rows.find((row) => row.id === id)?.visitor)
  }).finally(() => sql.end())
  expect(first).toMatch(/^[\w-]{11}$/)
  expect(again).toBe(first)
  expect(other).toMatch(/^[\w-]{11}$/)
  expect(other).not.toBe(first)
  expect(server).toBeNull()
})
