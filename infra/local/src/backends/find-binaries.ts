import { accessSync, constants, globSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { execa } from 'execa'

export interface Binary {
  path: string
  major: number
}

/** Where packages put servers that they keep off the PATH: Debian, Red Hat, Alpine, Homebrew. */
const packageFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/usr/libexec/postgresql*',
  '/opt/homebrew/opt/{postgresql@*,redis,valkey}/bin',
  '/usr/local/opt/{postgresql@*,redis,valkey}/bin',
  '/usr/sbin',
]

/** Every Postgres server on this machine, the newest first; `initdb` lies beside each. */
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
  // Known by where its links end, run by its own name: Debian's redis-server is another program called so.
  const byTarget = new Map(files.reverse().map((file) => [realpathSync(file), file]))
  const binaries = await Promise.all([...byTarget.values()].map(withVersion))
  return binaries.filter(({ major }) => major > 0).sort((a, b) => b.major - a.major)
}

async function withVersion(path: string): Promise<Binary> {
  const { stdout } = await execa(path, ['--version'], { reject: false })
  return { path, major: majorOf(stdout) }
}

/** The major version in `postgres (PostgreSQL) 15.18 (Debian …)` or `Redis server v=7.0.15 sha=…` or `Chromium 156.0.8078 built on …`; 0 when it has none. */
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
