import { createHmac, type Hmac, type KeyObject } from 'node:crypto'
import type { AuditEntry } from './audit-entry.ts'

const mostBytes = 16_384

/**
 * The code of a row: HMAC-SHA-256 (RFC 2104) over its number and its text. With a `Buffer` as key, Node 24 would need
 * 18 instead of 3 µs.
 */
export const codeOf = (key: KeyObject, number: number, entry: string): Buffer =>
  createHmac('sha256', key).update(`${number} ${entry}`).digest()

/** The code of a seal: HMAC-SHA-256 over the code of the seal before, and then those of the rows since. */
export function sealOf(key: KeyObject, before: Buffer | undefined): Hmac {
  const seal = createHmac('sha256', key).update('seal ')
  return before ? seal.update(before) : seal
}

/** The text of an entry. Details of more than 16 kB are left out. */
export function textOf(entry: AuditEntry): string {
  const text = JSON.stringify(entry, storable)
  if (Buffer.byteLength(text) <= mostBytes) return text
  const { ofTenantId } = entry.details
  return JSON.stringify({ ...entry, details: { ofTenantId, leftOut: 'more than 16 kB' } }, storable)
}

/** Postgres stores neither NUL nor halves of characters in JSON. */
const storable = (_: string, value: unknown) =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '') : value
