import { execa } from 'execa'
import { readConfig } from '../config.ts'
import { StartError } from '../errors.ts'
import { findChromium, findPostgres, findRedis } from './find-binaries.ts'
import { type PackageManager, packageManagers } from './package-managers.ts'
import { minimumMajor, type Requirement } from './requirements.ts'

export interface InstallPlan {
  missing: readonly Requirement[]
  /** What a person would type to the same end. */
  shown: string
  file: string
  args: readonly string[]
}

/**
 * How to install what is neither on this machine nor named in the environment; undefined when nothing is missing.
 * @throws StartError where no package manager is known.
 */
export async function planInstall(needed: readonly Requirement[]): Promise<InstallPlan | undefined> {
  const missing = await findMissing(needed)
  if (missing.length === 0) return undefined
  const manager = await firstOf(packageManagers)
  if (!manager) throw mustInstall(missing)
  const packages = missing.map((backend) => manager.packages[backend])
  const sudo = manager.needsRoot && process.getuid?.() !== 0
  const [file, ...args] = sudo ? ['sudo', '-n', ...manager.command] : manager.command
  const shown = [sudo ? `sudo ${manager.shown}` : manager.shown, ...packages].join(' ')
  return { missing, shown, file: file as string, args: [...args, ...packages] }
}

/** Carries the plan out, handing on what the package manager says, line by line. */
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

/** What to say where nothing could be installed. */
export function mustInstall(missing: readonly Requirement[], shown?: string, cause?: unknown): StartError {
  const names = {
    postgres: `Postgres ${minimumMajor.postgres}`,
    redis: `Redis or Valkey ${minimumMajor.redis}`,
    chromium: `Chromium ${minimumMajor.chromium}`,
  }
  const wanted = missing.map((backend) => names[backend]).join(' and ')
  const how = shown
    ? `run \`${shown}\``
    : 'install from postgresql.org, redis.io or valkey.io what the system does not offer'
  const fix = `${how} and start again, or set DATABASE_URL and REDIS_URL to servers that are running`
  return new StartError(`${wanted} or newer must be on this machine`, fix, { cause })
}

async function findMissing(needed: readonly Requirement[]): Promise<Requirement[]> {
  const { searchPath } = readConfig()
  const [postgres, redis, chromium] = await Promise.all([
    findPostgres(searchPath),
    findRedis(searchPath),
    findChromium(searchPath),
  ])
  const newest = {
    postgres: postgres[0]?.major ?? 0,
    redis: redis[0]?.major ?? 0,
    chromium: chromium[0]?.major ?? 0,
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
