import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Answer } from '@inkling/contracts'

const pattern = /^rcp_([0-9a-f]{32})([\w-]{12})$/

const mac = (secret: string, tenantId: string, id: string) =>
  createHmac('sha256', secret).update(`receipt\0${tenantId}\0${id}`).digest('base64url').slice(0, 12)

/**
 * Returns a new receipt id. The id itself proves that we gave it to this tenant, so feedback is accepted before the
 * receipt is stored.
 */
export function createReceiptId(secret: string, tenantId: string, nowMs = Date.now()): Answer['receiptId'] {
  const id = timeOrdered(nowMs)
  return `rcp_${id}${mac(secret, tenantId, id)}`
}

/** A UUID of version 7 (RFC 9562): new receipts come last in an index, so that few of its pages change. */
function timeOrdered(nowMs: number): string {
  const random = randomUUID().replaceAll('-', '')
  return `${nowMs.toString(16).padStart(12, '0')}7${random.slice(13)}`
}

/** Whether `text` is a receipt id that we gave to this tenant. */
export function isReceiptId(secret: string, tenantId: string, text: string): boolean {
  const [, id, given] = pattern.exec(text) ?? []
  return (
    id !== undefined &&
    given !== undefined &&
    timingSafeEqual(Buffer.from(given), Buffer.from(mac(secret, tenantId, id)))
  )
}
