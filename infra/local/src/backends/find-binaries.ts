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

async function findBinaries(names: readonly string[], searchPath: string): Promise<Binary[]> {
  const folders = [...searchPath.split(delimiter), ...globSync(packageFolders)]
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isExecutable)
  // Two links to one program count once. The link is run, not its target: Debian's redis-server is a link to
  // redis-check-rdb, which acts as the server when it is called by this name.
  const byTarget = new Map(files.reverse().map((file) => [realpathSync(file), file]))
  const binaries = await Promise.all([...byTarget.values()].map(withVersion))
  return binaries.filter(({ major }) => major > 0).sort((a, b) => b.major - a.major)
}

async function withVersion(path: string): Promise<Binary> {
  const { stdout } = await execa(path, ['--version'], { reject: false })
  return { path, major: majorOf(stdout) }
}

/**
 * The major version in the answer to `--version`, 0 if there is none. It understands
 * `postgres (PostgreSQL) 15.18 (Debian …)`, `Redis server v=7.0.15 sha=…` and `Chromium 156.0.8078 built on …`.
 */
export function majorOf(versionText: string): number {
  return Number(/(?:v=|\) |Chromium |Chrome )(\d+)/.exec(versionText)?.[1] ?? 0)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
