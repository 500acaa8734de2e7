import { chmod, chown, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Place } from './place.ts'

/** Creates a folder for the user who runs Postgres. */
export async function makeFolder({ identity }: Pick<Place, 'identity'>, folder: string) {
  const created = (await mkdir(folder, { mode: 0o700, recursive: true })) ?? folder
  await chmod(folder, 0o700)
  if (!identity) return
  for (let path = folder; path.startsWith(created); path = dirname(path)) await chown(path, identity.uid, identity.gid)
}
