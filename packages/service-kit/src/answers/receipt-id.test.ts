import { expect, it } from 'vitest'
import { createReceiptId, isReceiptId } from './receipt-id.ts'

const secret = 'a secret of at least 32 characters'
const receiptId = createReceiptId(secret, 'acme')
const isOurs = (text: string, tenantId = 'acme') => isReceiptId(secret, tenantId, text)

it('a receipt proves itself to its tenant', () => {
  expect(isOurs(receiptId)).toBe(true)
})

it("another tenant's receipt is none", () => {
  expect(isOurs(receiptId, 'globex')).toBe(false)
})

it('a receipt made without the secret is none', () => {
  expect(isOurs(createReceiptId('another secret of 32 characters..', 'acme'))).toBe(false)
})

it('no character of it can be altered', () => {
  for (let place = 0; place < receiptId.length; place++) {
    const other = receiptId[place] === '0' ? '1' : '0'
    expect(isOurs(receiptId.slice(0, place) + other + receiptId.slice(place + 1))).toBe(false)
  }
})

it.each(['', 'rcp_', receiptId.slice(0, -1), `${receiptId}0`, `${receiptId}\n`, receiptId.toUpperCase()])(
  '%j is none',
  (text) => expect(isOurs(text)).toBe(false),
)

it('no two are alike', () => {
  expect(createReceiptId(secret, 'acme')).not.toBe(createReceiptId(secret, 'acme'))
})
