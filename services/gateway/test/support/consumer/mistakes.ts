import { createClient } from '@inkling/client'

const client = createClient({ url: 'http://127.0.0.1:8080', apiKey: 'ink_key' })

// @ts-expect-error An event has an item.
export const event = client.postEvents({ body: { type: 'view', userId: 'ada' } })
// @ts-expect-error The field is called limit.
export const list = client.listItems({ query: { limits: 1 } })
// @ts-expect-error There is no such call.
export const call = client.forecast
// @ts-expect-error A call between services is not public.
export const internal = client.relatedItems
