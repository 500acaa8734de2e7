import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type ArchiveStore, archiveFailure } from './archive-store.ts'

/** An archive in a folder, such as one on another disk. A file is there as a whole or not at all. */
export function folderStore(folder: string): ArchiveStore {
  const pathOf = (name: string) => join(folder, name)
  return {
    async put(name, file) {
      const path = pathOf(name)
      const partial = `${path}.partial`
      try {
        await mkdir(dirname(path), { recursive: true })
        await pipeline(createReadStream(file), createWriteStream(partial))
        await sync(partial)
        await rename(partial, path)
        await sync(dirname(path))
      } catch (error) {
        archiveFailure(`the archive cannot store ${path}`)(error)
      }
    },
    async read(name) {
      const stream = createReadStream(pathOf(name))
      await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject)).catch(
        archiveFailure(`the archive cannot read ${pathOf(name)}`),
      )
      return stream
    },
    async remove(prefix) {
      await rm(pathOf(prefix), { recursive: true, force: true }).catch(
        archiveFailure(`the archive cannot delete ${pathOf(prefix)}`),
      )
    },
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
