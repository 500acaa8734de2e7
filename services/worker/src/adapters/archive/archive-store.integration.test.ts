import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import S3rver from '@20minutes/s3rver'
import { afterAll, describe, expect, it } from 'vitest'
import { ArchiveError, type ArchiveStore } from './archive-store.ts'
import { folderStore } from './folder-store.ts'
import { openArchiveStore } from './open-archive-store.ts'
import { s3Store } from './s3-store.ts'

const folder = await mkdtemp(join(tmpdir(), 'inkling-store-'))
const serverOf = (directory: string, allowMismatchedSignatures: boolean) =>
  new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, directory), allowMismatchedSignatures },
    configureBuckets: [{ name: 'archive' }],
  })
// Unlike S3, this server computes the signature of a list as if the path of the bucket had no slash at its end.
const server = serverOf('s3', true)
const strict = serverOf('strict', false)
const [{ port }, { port: strictPort }] = [await server.run(), await strict.run()]
afterAll(async () => {
  await Promise.all([server.close(), strict.close()])
  await rm(folder, { recursive: true })
})

const key = { region: 'auto', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
const bucket = `http://127.0.0.1:${port}/archive`
const stores: Record<string, ArchiveStore> = {
  'a folder': folderStore(join(folder, 'archive')),
  'an S3-compatible store': s3Store({ url: bucket, ...key }),
}
const textOf = async (store: ArchiveStore, name: string) => (await buffer(await store.read(name))).toString()
const fileOf = async (content: string | Uint8Array) => {
  const file = join(folder, 'file')
  await writeFile(file, content)
  return file
}

describe.each(Object.entries(stores))('%s', (_, store) => {
  it('returns a file as it was stored, and replaces it', async () => {
    await store.put('events/t/one', await fileOf('first'))
    expect(await textOf(store, 'events/t/one')).toBe('first')
    await store.put('events/t/one', await fileOf('second'))
    expect(await textOf(store, 'events/t/one')).toBe('second')
  })

  it('returns a file that is sent in several parts', async () => {
    const bytes = Buffer.alloc(20 * 2 ** 20, 'inkling')
    await store.put('events/t/large', await fileOf(bytes))
    expect(Buffer.compare(await buffer(await store.read('events/t/large')), bytes)).toBe(0)
  })

  it('deletes what is below a prefix or of a name, and nothing else', async () => {
    for (const name of ['events/a/1.x', 'events/a/2.x', 'events/ab/1.x', 'events/b.x', 'events/b.xy'])
      await store.put(name, await fileOf(name))
    await store.remove('events/a/')
    await store.remove('events/none/')
    for (const name of ['events/a/1.x', 'events/a/2.x'])
      await expect(store.read(name).then(buffer)).rejects.toThrow(ArchiveError)
    expect(await textOf(store, 'events/ab/1.x')).toBe('events/ab/1.x')
    await store.remove('events/b.x')
    await expect(store.read('events/b.x')).rejects.toThrow(ArchiveError)
    expect(await textOf(store, 'events/b.xy')).toBe('events/b.xy')
  })

  it('says which file there is not', async () => {
    await expect(store.read('events/missing')).rejects.toThrow(/archive.*events\/missing/)
  })
})

describe('a store that fails', () => {
  it('a folder on a full disk says so, and the file before stays', async () => {
    const store = folderStore(join(folder, 'full'))
    await store.put('one', await fileOf('kept'))
    // Whatever is written there fails for want of space.
    await symlink('/dev/full', join(folder, 'full/one.partial'))
    await expect(store.put('one', await fileOf('lost'))).rejects.toThrow(/cannot store .*full\/one: ENOSPC/)
    expect(await textOf(store, 'one')).toBe('kept')
  })

  it('a folder that cannot be made says so', async () => {
    await mkdir(join(folder, 'archive'), { recursive: true })
    await writeFile(join(folder, 'archive/no-folder'), '')
    await expect(folderStore(join(folder, 'archive/no-folder')).put('one', await fileOf('x'))).rejects.toThrow(
      /cannot store .*no-folder\/one: /,
    )
  })

  it('a bucket that is unreachable, missing, or refuses the key says so', async () => {
    const file = await fileOf('x')
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const closed = (free.address() as { port: number }).port
    await new Promise((resolve) => free.close(resolve))
    const failing = {
      unreachable: s3Store({ url: `http://127.0.0.1:${closed}/archive`, ...key }),
      missing: s3Store({ url: `http://127.0.0.1:${port}/none`, ...key }),
      refusing: s3Store({ url: `http://127.0.0.1:${strictPort}/archive`, ...key, secretAccessKey: 'wrong' }),
    }
    await s3Store({ url: `http://127.0.0.1:${strictPort}/archive`, ...key }).put('one', file)
    for (const store of Object.values(failing)) await expect(store.put('one', file)).rejects.toThrow(ArchiveError)
    await expect(failing.unreachable.read('one')).rejects.toThrow(/cannot read http:.*ECONNREFUSED/)
    await expect(failing.refusing.put('one', file)).rejects.toThrow(/cannot store/)
  })
})

describe('openArchiveStore', () => {
  const settings = { ARCHIVE_REGION: 'auto' }

  it('opens none without an address, and a folder or a bucket by it', async () => {
    expect(openArchiveStore(settings)).toBeUndefined()
    const opened = openArchiveStore({ ...settings, ARCHIVE_URL: `file://${join(folder, 'archive')}` })
    await opened?.put('opened', await fileOf('x'))
    expect(await textOf(folderStore(join(folder, 'archive')), 'opened')).toBe('x')
    const ids = { ARCHIVE_ACCESS_KEY_ID: 'S3RVER', ARCHIVE_SECRET_ACCESS_KEY: 'S3RVER' }
    await openArchiveStore({ ...settings, ARCHIVE_URL: bucket, ...ids })?.put('opened', await fileOf('y'))
    expect(await textOf(s3Store({ url: bucket, ...key }), 'opened')).toBe('y')
  })

  it('asks for the key of a bucket', () => {
    expect(() => openArchiveStore({ ...settings, ARCHIVE_URL: bucket })).toThrow('set ARCHIVE_ACCESS_KEY_ID')
  })
})
