import { chown, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BackupError,
  configFileOf,
  configText,
  openEngine,
  openPlace,
  settingsFileOf,
  synchronousSettings,
} from '@inkling/backup'
import { StartError } from '../errors.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import { type Place, placeFolder } from './place-folder.ts'

export interface BackupOptions {
  /** Holds settings and the first repository; created if it is missing. */
  dir: string
  /** The program pgbackrest; without it the tools of Postgres back up, neither compressed nor encrypted. */
  engine?: string | undefined
  passphrase: string
  /** Holds a second repository. */
  second?: string | undefined
  /** A folder of another disk, to which the WAL of every commit is written before the commit is acknowledged. */
  walFolder?: string | undefined
}

interface Cluster {
  place: Place
  /** With links resolved. */
  data: string
  /** As a restore finds it, after a loss of all that links led to. */
  dataFolder: string
  port: number
  binFolder: string
  user: string
  password: string
}

/**
 * Writes the files that backups and restores need. Returns the settings with which Postgres archives, and `prepare`,
 * which makes new repositories ready once it runs. A repository that cannot be made ready keeps nothing from starting:
 * the next backup tries again and says why it fails, and WAL waits meanwhile.
 */
export async function setUpBackups(options: BackupOptions, cluster: Cluster) {
  const { path: folder, identity } = await placeFolder(options.dir)
  const repositories = [join(folder, 'repository'), ...(options.second ? [options.second] : [])]
  for (const path of [...repositories, join(folder, 'log')]) await makeFolder(path, identity)
  const { data, dataFolder, port, binFolder, user, password } = cluster
  const write = (path: string, content: string) => writePrivateFile(path, content, identity)
  const { engine, passphrase, walFolder } = options
  if (engine)
    await write(configFileOf(folder), configText({ folder, repositories, passphrase, dataFolder: data, port, user }))
  await write(join(folder, 'pgpass'), `127.0.0.1:*:*:${user}:${password}\n`)
  if (walFolder) await makeFolder(walFolder, identity)
  const how = engine ? { engine } : { folders: repositories.map((path) => join(path, 'basic')), port, user }
  const settings = { dataFolder, ...how, binFolder, repositories: repositories.length, walFolder }
  await write(settingsFileOf(folder), JSON.stringify(settings, null, 2))
  const backup = openEngine(await openPlace(folder))
  return {
    settings: { ...backup.archiveSettings(), ...(walFolder && synchronousSettings) },
    async prepare() {
      const isReady = repositories.map((path) => exists(join(path, 'archive/inkling/archive.info')))
      if (engine && !(await Promise.all(isReady)).includes(false)) return
      await backup.prepare().catch((error: unknown) => {
        if (!(error instanceof BackupError)) throw error
      })
    },
  }
}

/**
 * Gives a restored cluster the file with its password again.
 * @throws StartError if the data is gone and there are backups of it: an empty cluster must not take its place
 */
export async function mendCluster(options: BackupOptions, { path, identity }: Place, data: string): Promise<void> {
  const { dir, walFolder } = options
  if (!(await exists(data))) {
    await refuseToReplace(dir, data)
    return refuseForeignWal(walFolder)
  }
  const passwordFile = join(path, 'superuser-password')
  if (await exists(passwordFile)) return
  const pgpass = await readFile(join(dir, 'pgpass'), 'utf8')
  await writePrivateFile(passwordFile, pgpass.trim().split(':').at(-1) ?? '', identity)
}

async function refuseToReplace(dir: string, data: string) {
  const of = (path: string) => readdir(join(dir, 'repository', path)).catch(() => [])
  const backups = [...(await of('backup/inkling')), ...(await of('basic/backup'))]
  if (backups.length === 0) return
  throw new StartError(
    `The data of Postgres is not in ${data}, and there are backups of it in ${dir}`,
    `restore it with \`npx -y pnpm@12 inkling restore\`, or remove ${dir} to start with an empty database`,
  )
}

/** The receiver of a new cluster cannot go on where that of another one stopped, and no write would be acknowledged. */
async function refuseForeignWal(folder: string | undefined) {
  const names = folder ? await readdir(folder).catch(() => []) : []
  if (!names.some((name) => /^[\dA-F]{24}/.test(name))) return
  throw new StartError(
    `BACKUP_WAL_FOLDER, ${folder}, holds the WAL of another database`,
    'name an empty folder, or move that WAL away if its database is gone and you have no use for it',
  )
}

async function makeFolder(path: string, identity: Place['identity']) {
  if (await exists(path)) return
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (identity) await chown(path, identity.uid, identity.gid)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
