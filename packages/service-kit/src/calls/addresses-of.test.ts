import { expect, it } from 'vitest'
import { addressesOf } from './addresses-of.ts'

const at = (...addresses: string[]) => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const found = (url: string, ...addresses: string[]) => addressesOf(url, async () => at(...addresses))

it('a name with several addresses stands for a process at each, in one order for all callers', async () => {
  const both = ['http://10.0.0.7:8080/', 'http://10.0.0.9:8080/']
  expect(await found('http://prediction:8080', '10.0.0.9', '10.0.0.7')).toEqual(both)
  expect(await found('http://prediction:8080', 'fd00::2', 'fd00::1')).toEqual([
    'http://[fd00::1]:8080/',
    'http://[fd00::2]:8080/',
  ])
})

it('a process with an address of each family is one process', async () => {
  expect(await found('http://localhost:8080', '::1', '127.0.0.1')).toEqual(['http://localhost:8080'])
})

it('an address stands for itself, and a name whose certificate is checked, too', async () => {
  for (const url of ['http://127.0.0.1:8080', 'http://[::1]:8080', 'https://prediction:8080'])
    expect(await found(url, '10.0.0.1', '10.0.0.2')).toEqual([url])
})
