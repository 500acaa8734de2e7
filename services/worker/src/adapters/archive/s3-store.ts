import { openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { S3mini } from 's3mini'
import { ArchiveError, type ArchiveStore, archiveFailure } from './archive-store.ts'

export interface S3Options {
  /** The address of the bucket, such as `https://s3.eu-central-1.amazonaws.com/my-bucket`. */
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** An archive in a bucket of an S3-compatible store. Files above 8 MiB are sent in parts. */
export function s3Store({ url, ...options }: S3Options): ArchiveStore {
  const client = new S3mini({ endpoint: url, ...options })
  const cannot = (what: string, name: string) => archiveFailure(`the archive cannot ${what} ${url}/${name}`)
  const namesBelow = async (prefix: string) => {
    const objects = await client.listObjects('/', prefix).catch(cannot('list', prefix))
    return (objects ?? []).map(({ Key }) => Key)
  }
  return {
    async put(name, file) {
      await openAsBlob(file)
        .then((blob) => client.putAnyObject(name, blob))
        .catch(cannot('store', name))
    },
    async read(name) {
      const response = await client.getObjectResponse(name).catch(cannot('read', name))
      if (!response?.body) throw new ArchiveError(`the archive has no file ${url}/${name}`)
      return Readable.fromWeb(response.body as ReadableStream)
    },
    async remove(prefix) {
      const names = prefix.endsWith('/') ? await namesBelow(prefix) : [prefix]
      const deleted = await client.deleteObjects(names).catch(cannot('delete', prefix))
      const left = names.filter((_, at) => deleted[at] !== true)
      if (left.length > 0) throw new ArchiveError(`the archive could not delete ${left.length} files of ${prefix}`)
    },
  }
}
