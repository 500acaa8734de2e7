import { hash } from 'node:crypto'

/** Tells one state from another: 64 bits of its SHA-256. */
export const signatureOf = (significant: unknown): string =>
  hash('sha256', JSON.stringify(significant), 'hex').slice(0, 16)
