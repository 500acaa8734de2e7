import { execa } from 'execa'
import { readConfig } from '../config.ts'
import { StartError } from '../errors.ts'
import {
  findBackupEngine,
  findChromium,
  findNginx,
  findPgBouncer,
  findPostgres,
  findPrometheus,
  findRedis,
  findVarnish,
  hasLibrary,
} from './find-binaries.ts'
import { type PackageManager, packageManagers } from './package-managers.ts'
import { minimumMajor, type Requirement } from './requirements.ts'

export interface InstallPlan {
  missing: readonly Requirement[]
  /** The command that a person would type to do the same. */
  shown: string
  file: string
  args: readonly string[]
}

/**
 * Plans how to install the missing servers; undefined if none is missing. An extension is planned once its Postgres is
 * there, and only where a package manager has it.
 * @throws StartError if this machine has no package manager that we know.
 */
export async function planInstall(needed: readonly Requirement[]): Promise<InstallPlan | undefined> {
  const lacking = await findMissing(needed)
  if (lacking.length === 0) return undefined
  const manager = await firstOf(packageManagers)
  if (!manager) throw mustInstall(lacking)
  const [postgres] = await findPostgres(readConfig().searchPath)
  const missing = lacking.filter((each) => each !== 'hypopg' || (postgres && manager.packages.hypopg))
  if (missing.length === 0) return undefined
  const packages = missing.flatMap((backend) =>
    (manager.packages[backend] ?? '').replace('MAJOR', String(postgres?.major)).split(' '),
  )
  const sudo = manager.needsRoot && process.getuid?.() !== 0
  const [file, ...args] = sudo ? ['sudo', '-n', ...manager.command] : manager.command
  const shown = [sudo ? `sudo ${manager.shown}` : manager.shown, ...packages].join(' ')
  return { missing, shown, file: file as string, args: [...args, ...packages] }
}

/** Installs as planned and passes on each line that the package manager prints. */
export async function install(plan: InstallPlan, announce: (line: string) => void): Promise<void> {
  const child = execa(plan.file, plan.args, { all: true, stdin: 'ignore' })
  try {
    for await (const line of child.iterable({ from: 'all' })) announce(line)
  } catch (error) {
    throw mustInstall(plan.missing, plan.shown, error)
  }
  const missing = await findMissing(plan.missing)
  if (missing.length > 0) throw mustInstall(missing)
}

/** The error for servers that are missing and could not be installed. */
export function mustInstall(missing: readonly Requirement[], shown?: string, cause?: unknown): StartError {
  const names = {
    postgres: `Postgres ${minimumMajor.postgres}`,
    redis: `Redis or Valkey ${minimumMajor.redis}`,
    chromium: `Chromium ${minimumMajor.chromium}`,
    prometheus: `Prometheus with Alertmanager ${minimumMajor.prometheus}`,
    pgbackrest: `pgBackRest ${minimumMajor.pgbackrest}`,
    nginx: 'nginx',
    pgbouncer: 'PgBouncer',
    varnish: 'Varnish',
    hypopg: `hypopg ${minimumMajor.hypopg}`,
  }
  const wanted = missing.map((backend) => names[backend]).join(' and ')
  const how = shown ? `run \`${shown}\`` : 'install it from postgresql.org, redis.io or valkey.io'
  const fix = `${how} and start again, or set DATABASE_URL and REDIS_URL to running servers`
  return new StartError(`${wanted} or newer is missing on this machine`, fix, { cause })
}

async function findMissing(needed: readonly Requirement[]): Promise<Requirement[]> {
  const { searchPath } = readConfig()
  const [postgres, redis, chromium, prometheus] = await Promise.all([
    findPostgres(searchPath),
    findRedis(searchPath),
    findChromium(searchPath),
    findPrometheus(searchPath),
  ])
  const newest = {
    postgres: postgres[0]?.major ?? 0,
    redis: redis[0]?.major ?? 0,
    chromium: chromium[0]?.major ?? 0,
    prometheus: prometheus[0]?.major ?? 0,
    pgbackrest: findBackupEngine(searchPath) ? minimumMajor.pgbackrest : 0,
    nginx: findNginx(searchPath) ? minimumMajor.nginx : 0,
    pgbouncer: findPgBouncer(searchPath) ? minimumMajor.pgbouncer : 0,
    varnish: findVarnish(searchPath) ? minimumMajor.varnish : 0,
    hypopg: postgres[0] && hasLibrary(postgres[0].path, 'hypopg') ? minimumMajor.hypopg : 0,
  }
  return needed.filter((backend) => newest[backend] < minimumMajor[backend])
}

async function firstOf(managers: readonly PackageManager[]): Promise<PackageManager | undefined> {
  for (const manager of managers) {
    const { failed } = await execa(manager.name, ['--version'], { reject: false, stdio: 'ignore' })
    if (!failed) return manager
  }
  return undefined
}
