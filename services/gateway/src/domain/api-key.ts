import { hash, timingSafeEqual } from 'node:crypto'
import type { Plan, Scope } from '@inkling/contracts'

export interface PresentedKey {
  readonly id: string
  readonly secret: string
}

/** What is stored of a key, with its tenant's standing. */
export interface StoredKey {
  readonly id: string
  readonly tenantId: string
  readonly secretHash: Buffer
  readonly scopes: readonly Scope[]
  readonly expiresAtMs: number | null
  readonly plan: Plan
  readonly isActive: boolean
}

const pattern = /^ink_([0-9a-z]{1,64})_([0-9a-z]{32,128})$/

/** The key in `Authorization: Bearer` or `X-Api-Key`, when it has the form of one of ours. */
export function readKey(
  authorization: string | undefined,
  apiKey: string | string[] | undefined,
): PresentedKey | undefined {
  const text = typeof apiKey === 'string' ? apiKey : authorization?.replace(/^Bearer +/i, '')
  const [, id, secret] = pattern.exec(text ?? '') ?? []
  return id && secret ? { id, secret } : undefined
}

/** Whether the secret is right and the key is still in force. Compares in constant time. */
export function isInForce(presented: PresentedKey, stored: StoredKey, nowMs: number): boolean {
  const matches = timingSafeEqual(hash('sha256', presented.secret, 'buffer'), stored.secretHash)
  return matches && stored.isActive && (stored.expiresAtMs === null || stored.expiresAtMs > nowMs)
}
