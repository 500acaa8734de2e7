import { type Act, acts } from '@inkling/service-kit'
import { afterEach, expect, it } from 'vitest'
import { RefusedKeys } from './refused-keys.ts'

const published: Act[] = []
const listen = (act: unknown) => void published.push(act as Act)
acts.subscribe(listen)
afterEach(() => void published.splice(0))

const log = { warn: () => {} }

it('counts the refusals of a key in one entry of its tenant, with the addresses that were refused most', () => {
  const refused = new RefusedKeys(log)
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.2']) refused.see(address, { tenantId: 'shop', id: 'k1' })
  refused.flush()
  refused.flush()
  expect(published).toEqual([
    expect.objectContaining({
      ...{ tenantId: 'shop', keyId: 'k1', action: 'key refused', address: '192.0.2.2' },
      details: { refused: 3, addresses: 2, most: { '192.0.2.2': 2, '192.0.2.1': 1 } },
    }),
  ])
})

it('a flood of keys, known and not, from everywhere leaves a bounded number of entries', () => {
  const refused = new RefusedKeys(log)
  for (let n = 0; n < 5_000; n++) {
    refused.see(`address ${n}`)
    refused.see(`address ${n}`, { tenantId: `t${n}`, id: `k${n}` })
  }
  refused.close()
  expect(published).toHaveLength(20)
  const rest = published.find(({ action }) => action === 'unknown keys refused')
  expect(rest).toMatchObject({ tenantId: '-', details: { refused: 9_981, addresses: 200 } })
  expect(Object.keys(Object(rest?.details.most))).toHaveLength(5)
})
