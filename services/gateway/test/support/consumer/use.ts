import { createClient, type InklingClient, InklingClientError } from '@inkling/client'
import { startInkling } from '@inkling/client/browser'

/** Uses the client as an application does. Returns what it was told. */
export async function use(url: string, apiKey: string): Promise<string> {
  const client: InklingClient = createClient({ url, apiKey, retries: 0 })
  const items = await client.putItems({ body: [{ id: 'tea', title: 'Tea', tags: ['green'] }] })
  const events = await client.postEvents({ body: { type: 'view', sessionId: 's', itemId: 'tea' } }, { retry: true })
  const { data, receiptId } = await client.predict({ body: { limit: 5 } })
  const probability: number = data[0]?.probability ?? 0
  const page = await client.listItems({ query: { limit: 1 } })
  const told = [items.results.length, events.accepted, page.data[0]?.title, receiptId.slice(0, 4), probability >= 0]
  try {
    await client.getItem({ params: { id: 'none' } })
  } catch (error) {
    if (error instanceof InklingClientError) return [...told, error.problem.code, typeof startInkling].join()
  }
  return 'no error'
}
