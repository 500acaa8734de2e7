import { InklingError } from '@inkling/errors'
import { ArchiveError, type ArchiveStore } from './archive-store.ts'

export interface ArchiveSettings {
  /** Undefined if no archive is set up. */
  readonly store: ArchiveStore | undefined
  /** Months are archived so many days after their end; undefined if only on request. */
  readonly afterDays: number | undefined
}

/** @throws InklingError conflict if no archive is set up */
export function requireStore({ store }: ArchiveSettings): ArchiveStore {
  if (store) return store
  throw new InklingError('conflict', 'No archive of events is set up: ARCHIVE_URL of the worker is not set')
}

/** Only operators archive: they may read what went wrong. */
export function tellWhy(error: unknown): never {
  if (error instanceof ArchiveError) throw new InklingError('internal', error.message, { cause: error })
  throw error
}
