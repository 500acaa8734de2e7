import { expect, it, vi } from 'vitest'
import { ReplicaClients, replicasOf } from './replicas-of.ts'

const addresses = (...all: string[]) => all.map((address) => ({ address, family: 4 }))

it('a name with several addresses is several replicas of its service, and a list is one for each part', async () => {
  const urls = { search: 'http://search.internal:80, http://10.0.0.9:80', worker: 'http://nowhere:80' }
  const lookup = async (name: string) => {
    if (name === 'nowhere') throw new Error('ENOTFOUND')
    return addresses('10.0.0.2', '10.0.0.1')
  }
  expect(await replicasOf(urls, lookup)).toEqual([
    { name: 'search', url: 'http://10.0.0.1/' },
    { name: 'search 2', url: 'http://10.0.0.2/' },
    { name: 'search 3', url: 'http://10.0.0.9:80' },
    { name: 'worker', url: 'http://nowhere:80' },
  ])
})

it('a replica that comes gets a client, one that stays keeps its own, and that of one that is gone is closed', async () => {
  let found = addresses('10.0.0.1', '10.0.0.2')
  const open = vi.fn((url: string) => ({ url, close: vi.fn(async () => {}) }))
  const clients = new ReplicaClients({ search: 'http://search.internal:81' }, open, async () => found)
  const before = await clients.all()
  found = addresses('10.0.0.2', '10.0.0.3')
  const after = await clients.all()
  expect(after.map(([name, { url }]) => [name, url])).toEqual([
    ['search', 'http://10.0.0.2:81/'],
    ['search 2', 'http://10.0.0.3:81/'],
  ])
  expect(after[0]?.[1]).toBe(before[1]?.[1])
  expect(before.map(([, { close }]) => close.mock.calls.length)).toEqual([1, 0])
  await clients.close()
  expect(after.map(([, { close }]) => close.mock.calls.length)).toEqual([1, 1])
})
