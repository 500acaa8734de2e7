import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Answer } from '@inkling/contracts'

export type ReceiptKind = 'prediction' | 'suggestion' | 'search'

const idBytes = 15
const macBytes = 9

const mac = (secret: string, tenantId: string, id: Buffer) =>
  createHmac('sha256', secret).update(`receipt\0${tenantId}\0`).update(id).digest().subarray(0, macBytes)

/** A fresh receipt id. It proves that we gave it to this tenant, so that feedback need not wait for the receipt to be stored. */
export function createReceiptId(secret: string, tenantId: string): Answer['receiptId'] {
  const id = randomBytes(idBytes)
  return `rcp_${Buffer.concat([id, mac(secret, tenantId, id)]).toString('base64url')}`
}

export function isReceiptId(secret: string, tenantId: string, text: string): boolean {
  const bytes = Buffer.from(text.slice(4), 'base64url')
  if (!text.startsWith('rcp_') || bytes.length !== idBytes + macBytes) return false
  return timingSafeEqual(bytes.subarray(idBytes), mac(secret, tenantId, bytes.subarray(0, idBytes)))
}
