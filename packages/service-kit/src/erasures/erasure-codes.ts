import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ErasureReceipt } from '@inkling/contracts'
import { type AuditSecrets, derivedKey } from '../audit/audit-key.ts'

export interface ErasureCodes {
  /** Names a user of a tenant to those who know the id already: 64 hexadecimal digits. */
  userCode(tenantId: string, userId: string): string
  /** Adds the code that proves that this installation wrote the receipt. */
  sign(receipt: Omit<ErasureReceipt, 'signature'>): ErasureReceipt
  isGenuine(receipt: ErasureReceipt): boolean
}

/**
 * The codes of erasures: HMAC-SHA-256 (RFC 2104) with keys that are made by HKDF (RFC 5869) of a secret that is not in
 * the database. Whoever has the database alone can neither tell who was erased nor make a receipt.
 */
export function erasureCodes(secrets: AuditSecrets): ErasureCodes {
  const [userKey, receiptKey] = [derivedKey(secrets, 'erasures users'), derivedKey(secrets, 'erasures receipts')]
  const signatureOf = (receipt: Omit<ErasureReceipt, 'signature'>) =>
    createHmac('sha256', receiptKey)
      .update(JSON.stringify(sorted(receipt)))
      .digest('hex')
  return {
    userCode: (tenantId, userId) =>
      createHmac('sha256', userKey)
        .update(JSON.stringify([tenantId, userId]))
        .digest('hex'),
    sign: (receipt) => ({ ...receipt, signature: signatureOf(receipt) }),
    isGenuine({ signature, ...receipt }) {
      return timingSafeEqual(Buffer.from(signature, 'hex'), Buffer.from(signatureOf(receipt), 'hex'))
    },
  }
}

/** With the fields of each object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  )
}
