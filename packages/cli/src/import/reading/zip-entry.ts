import { type Entry, openPromise } from 'yauzl'
import { CliError } from '../../cli-error.ts'
import type { Content } from './content.ts'

/** Reads the only file of a zip archive. */
export function openZipEntry(path: string, name: string): Content {
  let bytes = 0
  async function* chunks(): AsyncGenerator<Buffer> {
    const archive = await openPromise(path, { lazyEntries: true, autoClose: false })
    try {
      const entries: Entry[] = []
      for await (const entry of archive.eachEntry()) entries.push(entry)
      const entry = onlyFile(entries, name)
      const packedShare = entry.compressedSize / Math.max(1, entry.uncompressedSize)
      for await (const chunk of await archive.openReadStreamPromise(entry)) {
        bytes += chunk.length * packedShare
        yield chunk
      }
    } catch (cause) {
      throw cause instanceof CliError ? cause : unreadable(name, cause)
    } finally {
      archive.close()
    }
  }
  return { chunks: chunks(), bytesRead: () => Math.round(bytes) }
}

/** Finder adds its own files to archives. */
const isOwnFile = ({ fileName }: Entry) => !fileName.endsWith('/') && !fileName.startsWith('__MACOSX/')

function onlyFile(entries: readonly Entry[], name: string): Entry {
  const files = entries.filter(isOwnFile)
  const names = files.map(({ fileName }) => fileName)
  if (names.includes('[Content_Types].xml'))
    throw new CliError(`${name} is an Excel or Office file. Save it as CSV and import that file.`)
  const [file] = files
  if (!file) throw new CliError(`${name} is a zip archive without files.`)
  if (files.length > 1)
    throw new CliError(
      `${name} is a zip archive of ${files.length} files: ${names.slice(0, 5).join(', ')}. ` +
        `Unpack it (unzip ${name}) and name the files to import.`,
    )
  return file
}

const unreadable = (name: string, cause: unknown) =>
  new CliError(
    `The zip archive ${name} cannot be read: ${(cause as Error).message}. Get it again if its download was cut off.`,
    { cause },
  )
