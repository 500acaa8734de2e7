import { hash, randomBytes } from 'node:crypto'

export interface FreshKey {
  readonly id: string
  /** All that is stored of the secret. It is random, so a plain SHA-256 cannot be searched backwards. */
  readonly secretHash: Buffer
  /** What the caller gets, once. */
  readonly key: string
}

/** A new key, `ink_<id>_<secret>`, with 256 bits of secret. */
export function createApiKey(): FreshKey {
  const id = randomBytes(9).toString('hex')
  const secret = randomBytes(32).toString('hex')
  return { id, secretHash: hash('sha256', secret, 'buffer'), key: `ink_${id}_${secret}` }
}
