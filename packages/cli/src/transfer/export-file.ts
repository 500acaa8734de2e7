import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

/** A part is sent in one request. */
const partCharacters = 250_000
const headStart = '{"format":"inkling-tenant"'

/** Whether a file is the export of a tenant, by how it begins; false if it cannot be read. */
export const isExport = (path: string): Promise<boolean> =>
  text(createReadStream(path, { end: headStart.length - 1 })).then(
    (start) => start === headStart,
    () => false,
  )

/** Names the content of a file. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex').slice(0, 32)
}

/** Whole lines of a file, of about 250,000 characters each time. The same file always gives the same parts. */
export async function* partsOf(path: string): AsyncGenerator<string> {
  let lines = ''
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    lines += `${line}\n`
    if (lines.length < partCharacters) continue
    yield lines
    lines = ''
  }
  if (lines !== '') yield lines
}
