import { deserialize, serialize } from 'node:v8'

/** How values are written for Redis and Postgres. */
export interface Serialiser<T> {
  write(value: T): string | Uint8Array
  read(bytes: Buffer): T
}

/** For values that JSON can hold. */
export const json: Serialiser<unknown> = {
  write: (value) => JSON.stringify(value),
  read: (bytes) => JSON.parse(bytes.toString()),
}

/** For typed arrays, dates, maps and sets. */
export const structured: Serialiser<unknown> = { write: serialize, read: (bytes) => deserialize(bytes) }
