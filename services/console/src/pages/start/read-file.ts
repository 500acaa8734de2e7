/** More would fill the memory of the page; the command reads files of any size. */
const maxBytes = 200_000_000

/** The lines of a text file, which may be gzipped. @throws Error if it is too large or not UTF-8 */
export async function readFile(file: File): Promise<readonly string[]> {
  if (file.size > maxBytes)
    throw new Error(`The file has more than ${maxBytes / 1e6} MB. Use npx -y pnpm@12 inkling import ${file.name}`)
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  const isGzipped = head[0] === 0x1f && head[1] === 0x8b
  const stream = isGzipped ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream()
  const bytes = await new Response(stream).arrayBuffer()
  const text = decode(bytes, file.name)
  return text.split(/\r\n|\n|\r/).filter((line, index, { length }) => line !== '' || index < length - 1)
}

function decode(bytes: ArrayBuffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error(`The file is not UTF-8. Use npx -y pnpm@12 inkling import ${name}, with --encoding`)
  }
}
