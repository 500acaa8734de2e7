import { readdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Removes a data folder, and the folders outside it that `placeFolder` linked to. */
export async function removeDataFolder(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(await realpath(join(path, entry.name)), { recursive: true })
  }
  await rm(path, { recursive: true })
}
