import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApiKey } from '@inkling/contracts/api-key'
import { newPasswords, type Passwords } from '../database/service-passwords.ts'
import { randomSecret } from './random-secret.ts'
import { writePrivateFile } from './write-private-file.ts'

export interface Secrets {
  /** Shared by all services. It signs the requests between them, cursors and receipts. */
  signingSecret: string
  passwords: Passwords
  /** The keys `ink_<keyId>_<secret>` of the two tenants that `bootstrap` creates. */
  operatorKey: string
  demoKey: string
  /** Of the demo tenant, for pages: the page at `/` shows it to everyone. */
  demoPageKey: string
  /** Encrypts the backups. They cannot be restored without it. */
  backupPassphrase: string
}

/** The secrets of this installation; made at the first start and stored in `secrets.json`. */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json')
  const existing = await readFile(file, 'utf8').catch(() => undefined)
  const stored: Partial<Secrets> = existing === undefined ? {} : JSON.parse(existing)
  const secrets: Secrets = {
    signingSecret: randomSecret(),
    passwords: newPasswords(),
    operatorKey: createApiKey().key,
    demoKey: createApiKey().key,
    demoPageKey: createApiKey().key,
    backupPassphrase: randomSecret(),
    ...stored,
  }
  // The file of an earlier version lacks what is new.
  if (Object.keys(secrets).some((name) => !(name in stored)))
    await writePrivateFile(file, JSON.stringify(secrets, null, 2))
  return secrets
}
