import { accessSync, constants, globSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { execa } from 'execa'

export interface Binary {
  path: string
  major: number
}

/** Folders outside the PATH in which packages put servers: Debian, Red Hat, Alpine, Homebrew. */
const packageFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/libexec/postgresql*',
  '/opt/homebrew/opt/{postgresql@*,redis,valkey}/bin',
  '/usr/local/opt/{postgresql@*,redis,valkey}/bin',
  '/usr/sbin',
]

/** Every Postgres server on this machine that has an `initdb` beside it, the newest first. */
export async function findPostgres(searchPath: string): Promise<Binary[]> {
  const found = await findBinaries(['postgres'], searchPath)
  return found.filter(({ path }) => isExecutable(join(dirname(path), 'initdb')))
}

/** Every Redis or Valkey server on this machine, the newest first. */
export function findRedis(searchPath: string): Promise<Binary[]> {
  return findBinaries(['redis-server', 'valkey-server'], searchPath)
}

/** Every Chromium or Chrome on this machine, the newest first. */
export function findChromium(searchPath: string): Promise<Binary[]> {
  return findBinaries(['chromium', 'chromium-browser', 'google-chrome'], searchPath)
}

/** Every Prometheus on this machine, if there is an Alertmanager too, the newest first. */
export async function findPrometheus(searchPath: string): Promise<Binary[]> {
  return findAlertmanager(searchPath) ? findBinaries(['prometheus'], searchPath) : []
}

/** Debian calls it otherwise than its makers do. */
export const findAlertmanager = (searchPath: string): string | undefined =>
  filesOf(['prometheus-alertmanager', 'alertmanager'], searchPath)[0]

/** Its answer to `--version` is an error, and every version that is packaged is new enough. */
export const findBackupEngine = (searchPath: string): string | undefined => filesOf(['pgbackrest'], searchPath)[0]

/** Every version that is packaged is new enough. */
export const findPgBouncer = (searchPath: string): string | undefined => filesOf(['pgbouncer'], searchPath)[0]

/** Every version that is packaged is new enough. */
export const findNginx = (searchPath: string): string | undefined => filesOf(['nginx'], searchPath)[0]

/** Every version that is packaged is new enough. */
export const findVarnish = (searchPath: string): string | undefined => filesOf(['varnishd'], searchPath)[0]

/** Whether a Postgres has a library in a folder that it loads from. */
export function hasLibrary(postgres: string, name: string): boolean {
  const cwd = dirname(realpathSync(postgres))
  return globSync(`../lib/{,postgresql/}${name}.{so,dylib}`, { cwd }).length > 0
}

async function findBinaries(names: readonly string[], searchPath: string): Promise<Binary[]> {
  const files = filesOf(names, searchPath)
  // Two links to one program count once. The link is run, not its target: Debian's redis-server is a link to
  // redis-check-rdb, which acts as the server when it is called by this name.
  const byTarget = new Map(files.reverse().map((file) => [realpathSync(file), file]))
  const binaries = await Promise.all([...byTarget.values()].map(withVersion))
  return binaries.filter(({ major }) => major > 0).sort((a, b) => b.major - a.major)
}

function filesOf(names: readonly string[], searchPath: string): string[] {
  const folders = [...searchPath.split(delimiter), ...globSync(packageFolders)]
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isExecutable)
}

async function withVersion(path: string): Promise<Binary> {
  const { stdout } = await execa(path, ['--version'], { reject: false })
  return { path, major: majorOf(stdout) }
}

/**
 * The major version in the answer to `--version`, 0 if there is none. It understands
 * `postgres (PostgreSQL) 15.18 (Debian …)`, `Redis server v=7.0.15 sha=…`, `Chromium 156.0.8078 built on …` and
 * `prometheus, version 2.42.0 (…)`.
 */
export function majorOf(versionText: string): number {
  return Number(/(?:v=|\) |Chromium |Chrome |prometheus, version )(\d+)/.exec(versionText)?.[1] ?? 0)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
