import { expect, it } from 'vitest'
import { LeavingModels } from './leaving-models.ts'
import type { ModelUpkeep } from './model-upkeep.ts'
import type { ResidentModel } from './resident-model.ts'

it('who waits for the model of a tenant waits for no other one', async () => {
  const stored = new Map(['shop', 'other'].map((tenantId) => [tenantId, Promise.withResolvers<void>()]))
  const keep = async ({ tenantId }: { readonly tenantId: string }) => stored.get(tenantId)?.promise
  const leaving = new LeavingModels({ keep } as unknown as ModelUpkeep<unknown, unknown>)
  for (const tenantId of stored.keys()) leaving.add({ tenantId } as ResidentModel<unknown, unknown>)
  const seen: string[] = []
  const waits = [...stored.keys()].map((tenantId) => leaving.stored(tenantId).then(() => seen.push(tenantId)))
  await leaving.stored('of none')
  stored.get('other')?.resolve()
  await waits[1]
  expect(seen).toEqual(['other'])
  stored.get('shop')?.resolve()
  await leaving.allStored()
  await waits[0]
  expect(seen).toEqual(['other', 'shop'])
})
