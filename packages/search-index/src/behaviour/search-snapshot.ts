import type { SearchBehaviour } from './search-behaviour.ts'

/** What a worker makes of a tenant's items and of what was done with them. */
export interface SearchSnapshot {
  readonly behaviour: SearchBehaviour
}

const format = 1

export function encodeSearchSnapshot(snapshot: SearchSnapshot): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ format, ...snapshot }))
}

/** @throws Error for a snapshot of another format. */
export function decodeSearchSnapshot(body: Uint8Array): SearchSnapshot {
  const { format: found, behaviour } = JSON.parse(new TextDecoder().decode(body))
  if (found !== format) throw new Error(`the snapshot is of format ${found}, not ${format}`)
  return { behaviour }
}
