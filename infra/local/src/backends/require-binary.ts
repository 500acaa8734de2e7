import { readConfig } from '../config.ts'
import { StartError } from '../errors.ts'
import {
  type Binary,
  findAlertmanager,
  findBackupEngine,
  findChromium,
  findNginx,
  findPgBouncer,
  findPostgres,
  findPrometheus,
  findRedis,
  findVarnish,
} from './find-binaries.ts'
import { minimumMajor } from './requirements.ts'

/** Path of the newest Redis or Valkey on this machine. @throws StartError if it is missing or too old. */
export async function requireRedis(): Promise<string> {
  const [newest] = await findRedis(readConfig().searchPath)
  if (newest && newest.major >= minimumMajor.redis) return newest.path
  throw missing('Redis', minimumMajor.redis, 'REDIS_URL', newest)
}

/** Paths of Prometheus and Alertmanager on this machine. @throws StartError if one is missing or too old. */
export async function requirePrometheus(): Promise<{ prometheus: string; alertmanager: string }> {
  const { searchPath } = readConfig()
  const [newest] = await findPrometheus(searchPath)
  const alertmanager = findAlertmanager(searchPath)
  if (newest && alertmanager && newest.major >= minimumMajor.prometheus)
    return { prometheus: newest.path, alertmanager }
  throw new StartError(
    'Prometheus or Alertmanager is not on this machine',
    `install Prometheus ${minimumMajor.prometheus} or newer and Alertmanager, or start without --with prometheus`,
  )
}

/** Path of pgBackRest on this machine. @throws StartError if it is missing */
export const requireBackupEngine = (): string => requirePackage('pgBackRest', findBackupEngine)

/** Path of PgBouncer on this machine. @throws StartError if it is missing */
export const requirePgBouncer = (): string => requirePackage('PgBouncer', findPgBouncer)

/** Path of nginx on this machine. @throws StartError if it is missing */
export const requireNginx = (): string => requirePackage('nginx', findNginx)

/** Path of Varnish on this machine. @throws StartError if it is missing */
export const requireVarnish = (): string => requirePackage('Varnish', findVarnish)

/** A program of any version, whose package has its name in small letters. */
function requirePackage(name: string, find: (searchPath: string) => string | undefined): string {
  const found = find(readConfig().searchPath)
  if (found) return found
  throw new StartError(`${name} is not on this machine`, `install the package ${name.toLowerCase()}`)
}

/** Path of the newest Chromium or Chrome on this machine. @throws StartError if it is missing or too old. */
export async function requireChromium(): Promise<string> {
  const [newest] = await findChromium(readConfig().searchPath)
  if (newest && newest.major >= minimumMajor.chromium) return newest.path
  const found = newest ? `only Chromium ${newest.major} is on this machine` : 'Chromium is not on this machine'
  throw new StartError(found, `install Chromium ${minimumMajor.chromium} or newer`)
}

/**
 * Path of the newest Postgres on this machine, or of the given major version: a data folder works only with the major
 * version that created it. @throws StartError if it is missing or too old.
 */
export async function requirePostgres(boundMajor?: number): Promise<string> {
  const found = await findPostgres(readConfig().searchPath)
  if (boundMajor !== undefined) {
    const match = found.find(({ major }) => major === boundMajor)
    if (match) return match.path
    throw new StartError(
      `Postgres ${boundMajor} wrote the data, and it is no longer on this machine`,
      `install Postgres ${boundMajor}`,
    )
  }
  const [newest] = found
  if (newest && newest.major >= minimumMajor.postgres) return newest.path
  throw missing('Postgres', minimumMajor.postgres, 'DATABASE_URL', newest)
}

function missing(name: string, minimum: number, variable: string, newest: Binary | undefined): StartError {
  const found = newest ? `only ${name} ${newest.major} is on this machine` : `${name} is not on this machine`
  return new StartError(found, `install ${name} ${minimum} or newer, or set ${variable} to a running server`)
}
