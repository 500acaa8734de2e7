import { FileFault } from '../../data/file-fault.ts'

/** More would fill the memory of the page; the command reads files of any size. */
const maxBytes = 200_000_000

/** The lines of a text file, which may be gzipped. @throws FileFault if it is too large, no text, or not readable */
export async function readFile(file: File): Promise<readonly string[]> {
  if (file.size > maxBytes)
    throw new FileFault(
      `The file has more than ${maxBytes / 1e6} MB, which is too much for a page. Choose parts of it, or import it ` +
        'in a terminal with the command inkling import.',
    )
  const text = decode(await bytesOf(file))
  return text.split(/\r\n|\n|\r/).filter((line, index, { length }) => line !== '' || index < length - 1)
}

async function bytesOf(file: File): Promise<ArrayBuffer> {
  const head = await file
    .slice(0, 2)
    .arrayBuffer()
    .then((bytes) => new Uint8Array(bytes))
    .catch((cause: unknown) => {
      throw new FileFault('The browser cannot read the file any more. Choose it again.', [], { cause })
    })
  if (head[0] === 0x50 && head[1] === 0x4b)
    throw new FileFault(
      'The file is a ZIP archive or a workbook, such as one of Excel. Unpack it, or save the sheet as CSV (UTF-8).',
    )
  if (head[0] !== 0x1f || head[1] !== 0x8b) return file.arrayBuffer()
  const unpacked = file.stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(unpacked).arrayBuffer().catch((cause: unknown) => {
    throw new FileFault('The file begins like a gzip file, but is damaged or cut off.', [], { cause })
  })
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new FileFault(
      'The file is not text in UTF-8. Save it as UTF-8, which spreadsheets offer as “CSV UTF-8”, and choose it again.',
      [],
      { cause },
    )
  }
}
