import { calls, type ItemLine, type SearchSettings } from '@inkling/contracts'
import { newTenant } from './callers.ts'

/** Creates a tenant whose index holds these items; returns it and what finds the ids of items, best first. */
export async function searchableTenant(items: readonly ItemLine[], settings?: Partial<SearchSettings>) {
  const tenant = await newTenant()
  if (settings) await tenant.call(calls.putSearchSettings, { body: settings })
  const written = await tenant.call(calls.putItems, { body: items })
  const headers = { 'consistency-token': written.headers.get('consistency-token') ?? '' }
  const found = async (body: { q: string; sort?: string }) =>
    (await tenant.call(calls.search, { body, headers })).body.data.map(({ itemId }) => itemId)
  await found({ q: 'load the index' })
  return { ...tenant, found }
}
