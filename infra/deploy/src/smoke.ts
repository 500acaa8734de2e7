/**
 * Tries an installation as an application would: an item and an event go in, a prediction, a suggestion and a search
 * come out. It writes to the tenant of the key, so give it one of its own.
 *
 *     INKLING_KEY=… node smoke.ts https://inkling.example
 */
import { createClient } from '@inkling/client'
import { readKey } from './config.ts'

const url = process.argv[2]
const apiKey = readKey()
if (!url || !apiKey) throw new Error('Give the URL of the gateway, and the key of a tenant for tests in INKLING_KEY')
const inkling = createClient({ url, apiKey })

const ready = await fetch(new URL('/readyz', url))
if (!ready.ok) throw new Error(`The gateway is not ready: /readyz answered ${ready.status}`)

const [itemId, sessionId] = ['smoke-item', `smoke-${Date.now()}`]
await inkling.putItem({ params: { id: itemId }, body: { title: 'A smoke test' } })
await inkling.postEvents({ body: { type: 'view', sessionId, itemId } })
const predicted = await inkling.predict({ body: { sessionId, limit: 3 } })
const suggested = await inkling.suggest({ body: { context: { itemIds: [itemId] }, limit: 3 } })
const found = await inkling.search({ body: { q: 'smoke test' } })
console.log(`Smoke test passed: receipts ${predicted.receiptId}, ${suggested.receiptId}; ${found.data.length} hits.`)
