import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** A key for one use: HKDF (RFC 5869) of a secret that is not in the database. */
export const derivedKey = ({ AUDIT_SECRET, SIGNING_SECRET }: AuditSecrets, use: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', AUDIT_SECRET ?? SIGNING_SECRET, '', `inkling ${use}`, 32)))

/** The key of the codes in the audit log. */
export const auditKey = (secrets: AuditSecrets): KeyObject => derivedKey(secrets, 'audit log')

export interface AuditSecrets {
  readonly AUDIT_SECRET?: string
  readonly SIGNING_SECRET: string
}
