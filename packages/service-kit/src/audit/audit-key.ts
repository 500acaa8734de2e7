import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** The key of the codes in the audit log: HKDF (RFC 5869) of a secret that is not in the database. */
export const auditKey = ({ AUDIT_SECRET, SIGNING_SECRET }: AuditSecrets): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', AUDIT_SECRET ?? SIGNING_SECRET, '', 'inkling audit log', 32)))

export interface AuditSecrets {
  readonly AUDIT_SECRET?: string
  readonly SIGNING_SECRET: string
}
