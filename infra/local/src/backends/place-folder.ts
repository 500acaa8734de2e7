import { chmod, chown, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { StartError } from '../errors.ts'
import { type Identity, unprivilegedIdentity } from '../processes/identity.ts'

export interface Place {
  path: string
  /** Whom the folder belongs to, and the server in it runs as; undefined when that is us. */
  identity: Identity | undefined
}

/** Where the folders of unprivileged servers go when they cannot reach the one we are asked for, as under /root. */
const reachableRoot = '/var/lib/inkling'
const othersMayEnter = 0o001

/**
 * The private folder for a server at `path`, created when absent. Run as root, it belongs to an unprivileged user; where
 * that user may not walk to `path`, the folder lies in /var/lib/inkling and `path` is a link to it.
 */
export async function placeFolder(path: string, reachable = reachableRoot): Promise<Place> {
  await mkdir(dirname(path), { recursive: true })
  const existing = await stat(path).catch(() => undefined)
  if (existing) return { path: await realpath(path), identity: ownerOf(path, existing) }

  const identity = await unprivilegedIdentity()
  const isReachable = identity === undefined || (await othersReach(dirname(resolve(path))))
  if (isReachable) await mkdir(path, { mode: 0o700 })
  else await linkReachableFolder(path, reachable)
  const place = { path: await realpath(path), identity }
  if (identity) await chown(place.path, identity.uid, identity.gid)
  return place
}

function ownerOf(path: string, { uid, gid }: Identity): Identity | undefined {
  const ours = process.getuid?.()
  if (uid === ours && uid !== 0) return undefined
  if (ours === 0 && uid !== 0) return { uid, gid }
  throw new StartError(
    `${path} belongs to the user with id ${uid}, who cannot run the server in it now`,
    ours === 0
      ? `remove ${path}, or give it to another user than root`
      : 'start Inkling as the user that started it first',
  )
}

async function othersReach(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  if ((mode & othersMayEnter) === 0) return false
  return folder === dirname(folder) || othersReach(dirname(folder))
}

async function linkReachableFolder(path: string, reachable: string) {
  await mkdir(reachable, { recursive: true })
  await chmod(reachable, 0o755)
  const project = basename(resolve(path, '../..')).replaceAll(/[^\w.-]/g, '_')
  // A name never used before: where .inkling was deleted to begin anew, old data does not come back.
  await rm(path, { force: true })
  await symlink(await mkdtemp(join(reachable, `${project}-${basename(path)}-`)), path)
}
