import { randomUUID } from 'node:crypto'
import { chown, rename, writeFile } from 'node:fs/promises'
import type { Identity } from '../processes/identity.ts'

/** Writes a file that only its owner can read. A reader sees either the old or the new content, never a part. */
export async function writePrivateFile(path: string, content: string, owner?: Identity): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' })
  if (owner) await chown(draft, owner.uid, owner.gid)
  await rename(draft, path)
}
