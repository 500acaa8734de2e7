import type { Transform } from 'node:stream'
import { finished } from 'node:stream/promises'
import { CliError } from '../../cli-error.ts'

/** A stream of node:zlib, which counts the bytes that it has taken. */
export interface Unpacker extends Transform {
  readonly bytesWritten: number
}

interface Member {
  readonly stream: Unpacker
  readonly done: Promise<void>
}

/**
 * Unpacks chunks. If the packed data ends early or is damaged, all that can be unpacked is yielded before the error.
 * A pipeline would drop what it holds when its stream fails. An unpacker that stops before the end of a chunk has read
 * one frame of several, as zstd files that were joined have them; the next one reads on from there. Zeros after the end
 * are no frame: a tape fills its last block with them.
 *
 * @param what names the file in errors, such as `the gzip file a.gz`
 * @throws CliError if the data ends early or is damaged.
 */
export async function* unpack(
  packed: AsyncIterable<Buffer>,
  newUnpacker: () => Unpacker,
  what: string,
): AsyncGenerator<Buffer> {
  const ready: Buffer[] = []
  let member = start(newUnpacker(), ready)
  try {
    for await (const chunk of packed) {
      for (let rest = chunk.subarray(await take(member, chunk)); rest[0]; ) {
        member.stream.destroy()
        member = start(newUnpacker(), ready)
        rest = rest.subarray(await take(member, rest))
      }
      yield* ready.splice(0)
    }
    member.stream.end()
    await member.done
  } catch (cause) {
    yield* ready.splice(0)
    throw failure(cause, what)
  } finally {
    member.stream.destroy()
  }
  yield* ready.splice(0)
}

function start(stream: Unpacker, ready: Buffer[]): Member {
  stream.on('data', (chunk: Buffer) => ready.push(chunk))
  const done = finished(stream)
  done.catch(() => {}) // the writes and the end report the same error
  return { stream, done }
}

/** How many bytes of the chunk the unpacker takes. After an error of its data, it never answers a write. */
async function take({ stream, done }: Member, chunk: Buffer): Promise<number> {
  const before = stream.bytesWritten
  await Promise.race([write(stream, chunk), done])
  return stream.bytesWritten - before
}

const write = (stream: Unpacker, chunk: Buffer) =>
  new Promise<void>((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()))
  })

/** The messages of zlib and zstd for data that ends before its end mark. */
const endsEarly = /unexpected end|src size is incorrect|incomplete/i

function failure(cause: unknown, what: string): CliError {
  const { message } = cause as Error
  const problem = endsEarly.test(message)
    ? `${what} ends early: its download or copy was interrupted. Get the whole file and import it again`
    : `${what} is damaged (${message}). Get it again and import it again`
  return new CliError(`${problem}; no event is stored twice.`, { cause })
}
