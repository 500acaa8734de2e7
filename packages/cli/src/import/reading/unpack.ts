import type { Transform } from 'node:stream'
import { finished } from 'node:stream/promises'
import { CliError } from '../../cli-error.ts'

/**
 * Unpacks chunks. If the packed data ends early or is damaged, all that can be unpacked is yielded before the error.
 * A pipeline would drop what it holds when its stream fails.
 *
 * @param what names the file in errors, such as `the gzip file a.gz`
 * @throws CliError if the data ends early or is damaged.
 */
export async function* unpack(
  packed: AsyncIterable<Buffer>,
  unpacker: Transform,
  what: string,
): AsyncGenerator<Buffer> {
  const ready: Buffer[] = []
  unpacker.on('data', (chunk: Buffer) => ready.push(chunk))
  const done = finished(unpacker)
  done.catch(() => {}) // the writes and the end below report the same error
  try {
    for await (const chunk of packed) {
      // After an error of its data, the stream never answers a write.
      await Promise.race([write(unpacker, chunk), done])
      yield* ready.splice(0)
    }
    unpacker.end()
    await done
  } catch (cause) {
    yield* ready.splice(0)
    throw failure(cause, what)
  } finally {
    unpacker.destroy()
  }
  yield* ready.splice(0)
}

const write = (stream: Transform, chunk: Buffer) =>
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
