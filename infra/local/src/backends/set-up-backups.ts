import { chown, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  archiveSettings,
  BackupError,
  configFileOf,
  configText,
  Engine,
  openPlace,
  settingsFileOf,
} from '@inkling/backup'
import { StartError } from '../errors.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import { type Place, placeFolder } from './place-folder.ts'

export interface BackupOptions {
  /** Holds settings and the first repository; created if it is missing. */
  dir: string
  /** The program pgbackrest. */
  engine: string
  passphrase: string
  /** Holds a second repository. */
  second?: string | undefined
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
  const { engine, passphrase } = options
  await write(configFileOf(folder), configText({ folder, repositories, passphrase, dataFolder: data, port, user }))
  await write(join(folder, 'pgpass'), `127.0.0.1:*:*:${user}:${password}\n`)
  const settings = { dataFolder, engine, binFolder, repositories: repositories.length }
  await write(settingsFileOf(folder), JSON.stringify(settings, null, 2))
  return {
    settings: archiveSettings({ engine, configFile: configFileOf(folder) }),
    async prepare() {
      const isReady = repositories.map((path) => exists(join(path, 'archive/inkling/archive.info')))
      if (!(await Promise.all(isReady)).includes(false)) return
      await new Engine(await openPlace(folder)).prepare().catch((error: unknown) => {
        if (!(error instanceof BackupError)) throw error
      })
    },
  }
}

/**
 * Gives a restored cluster the file with its password again.
 * @throws StartError if the data is gone and there are backups of it: an empty cluster must not take its place
 */
export async function mendCluster({ dir }: BackupOptions, { path, identity }: Place, data: string): Promise<void> {
  if (!(await exists(data))) return refuseToReplace(dir, data)
  const passwordFile = join(path, 'superuser-password')
  if (await exists(passwordFile)) return
  const pgpass = await readFile(join(dir, 'pgpass'), 'utf8')
  await writePrivateFile(passwordFile, pgpass.trim().split(':').at(-1) ?? '', identity)
}

async function refuseToReplace(dir: string, data: string) {
  const backups = await readdir(join(dir, 'repository/backup/inkling')).catch(() => [])
  if (backups.length === 0) return
  throw new StartError(
    `The data of Postgres is not in ${data}, and there are backups of it in ${dir}`,
    `restore it with \`npx -y pnpm@12 inkling restore\`, or remove ${dir} to start with an empty database`,
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
