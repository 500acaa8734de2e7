import { ask } from '../../data/use-call.ts'
import type { SearchSettings } from './settings-text.ts'

/** Settings as they were read. */
export interface ReadSettings {
  readonly value: SearchSettings
  /** Names this version; empty if there are no settings yet. */
  readonly etag: string
}

export async function readSettings(): Promise<ReadSettings> {
  let etag = ''
  const onHeaders = (headers: Headers) => {
    etag = headers.get('etag') ?? ''
  }
  const value = (await ask('getSearchSettings', undefined, { onHeaders })) ?? {}
  return { value, etag }
}
