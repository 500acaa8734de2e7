import { fileURLToPath } from 'node:url'
import type { Config } from '../../config.ts'
import type { ArchiveStore } from './archive-store.ts'
import { folderStore } from './folder-store.ts'
import { s3Store } from './s3-store.ts'

export type ArchiveConfig = Pick<
  Config,
  'ARCHIVE_URL' | 'ARCHIVE_REGION' | 'ARCHIVE_ACCESS_KEY_ID' | 'ARCHIVE_SECRET_ACCESS_KEY'
>

/** The store of the address: a folder, or a bucket. Undefined if no address is set. @throws RangeError */
export function openArchiveStore(config: ArchiveConfig): ArchiveStore | undefined {
  const { ARCHIVE_URL: url, ARCHIVE_ACCESS_KEY_ID: accessKeyId, ARCHIVE_SECRET_ACCESS_KEY: secretAccessKey } = config
  if (url === undefined) return undefined
  if (url.startsWith('file:')) return folderStore(fileURLToPath(url))
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new RangeError('ARCHIVE_URL is a bucket: set ARCHIVE_ACCESS_KEY_ID and ARCHIVE_SECRET_ACCESS_KEY, too')
  return s3Store({ url, region: config.ARCHIVE_REGION, accessKeyId, secretAccessKey })
}
