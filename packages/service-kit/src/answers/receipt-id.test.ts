import { expect, it } from 'vitest'
import { createReceiptId, isReceiptId } from './receipt-id.ts'

const secret = 'a secret of at least 32 characters'
const receiptId = createReceiptId(secret, 'acme')
const isOurs = (text: string, tenantId = 'acme') => isReceiptId(secret, tenantId, text)

it('recognises a receipt id of its tenant', () => {
  expect(isOurs(receiptId)).toBe(true)
})

it('rejects the receipt id of another tenant', () => {
  expect(isOurs(receiptId, 'globex')).toBe(false)
})

it('rejects a receipt id that was made with another secret', () => {
  expect(isOurs(createReceiptId('another secret of 32 characters..', 'acme'))).toBe(false)
})

it('rejects a receipt id with any character altered', () => {
  for (let place = 0; place < receiptId.length; place++) {
    const other = receiptId[place] === '0' ? '1' : '0'
    expect(isOurs(receiptId.slice(0, place) + other + receiptId.slice(place + 1))).toBe(false)
  }
})

it.each(['', 'rcp_', receiptId.slice(0, -1), `${receiptId}0`, `${receiptId}\n`, receiptId.toUpperCase()])(
  'rejects %j, which is not a receipt id',
  (text) => expect(isOurs(text)).toBe(false),
)

it('gives every receipt another id', () => {
  expect(createReceiptId(secret, 'acme')).not.toBe(createReceiptId(secret, 'acme'))
})
