import { chmod, chown, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { StartError } from '../errors.ts'
import { type Identity, unprivilegedIdentity } from '../processes/identity.ts'

export interface Place {
  path: string
  /** The user who owns the folder and runs its server; undefined for the user of this process. */
  identity: Identity | undefined
}

/** Holds the folders of servers whose unprivileged user cannot reach the requested path, such as one under /root. */
const reachableRoot = '/var/lib/inkling'
const othersMayEnter = 0o001

/**
 * Finds or creates the private folder of a server at `path`. If we are root, the folder belongs to an unprivileged
 * user. If that user cannot reach `path`, the folder is created in /var/lib/inkling and `path` becomes a link to it.
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
    `the folder ${path} belongs to the user with id ${uid}, and this process cannot run a server as that user`,
    ours === 0
      ? `remove ${path}, or change its owner to a user other than root`
      : 'start Inkling as the user who started it first',
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
  // The name is new each time: if someone deletes .inkling to start afresh, old data must not come back.
  await rm(path, { force: true })
  await symlink(await mkdtemp(join(reachable, `${project}-${basename(path)}-`)), path)
}
