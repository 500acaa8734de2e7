import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readConfig } from '../config.ts'
import { roleUrl } from '../database/grant-logins.ts'
import type { Secrets } from '../secrets/read-secrets.ts'
import type { Ports } from '../stack/choose-ports.ts'
import { compileCacheOf } from './compile-services.ts'
import type { ServiceName } from './service-names.ts'

export interface Surroundings {
  dataDir: string
  ownerUrl: string
  /** The same through a pooler, if there is one. */
  pooledUrl?: string | undefined
  /** Of a read replica, if there is one. */
  replicaUrl?: string | undefined
  cacheRedisUrl: string
  queueRedisUrl: string
  /** Where backups are set up, if they are. */
  backupFolder?: string | undefined
  secrets: Secrets
  ports: Ports
  /** More variables for every service; they override the others. */
  env?: Readonly<Record<string, string>>
}

/**
 * The complete environment of a process of a service. All services get the same variables and read those that they
 * need.
 */
export function serviceEnvironment(
  name: ServiceName,
  surroundings: Surroundings,
  port: number,
): Record<string, string> {
  const { dataDir, ownerUrl, pooledUrl, replicaUrl, secrets, ports } = surroundings
  return {
    TRACE_STORE_URL: urlOf(ports.maintenance[0]),
    // Callers go on elsewhere meanwhile.
    ...(Object.values(ports).some((each) => each.length > 1) && { DRAIN_MS: '500' }),
    // One person who tries it wants to see every trace.
    TRACE_SAMPLE_RATIO: '1',
    TRACE_KEPT_SHARE: '1',
    ARCHIVE_URL: pathToFileURL(join(dataDir, 'archive')).href,
    ...readConfig().passedOn,
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: compileCacheOf(dataDir),
    // glibc keeps one arena per thread. A limit of two saves several megabytes per process at no measurable cost.
    MALLOC_ARENA_MAX: '2',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: roleUrl(pooledUrl ?? ownerUrl, name, secrets.passwords),
    ...(pooledUrl && { DIRECT_DATABASE_URL: roleUrl(ownerUrl, name, secrets.passwords) }),
    ...(replicaUrl && { READ_DATABASE_URLS: roleUrl(replicaUrl, name, secrets.passwords) }),
    CACHE_REDIS_URL: surroundings.cacheRedisUrl,
    QUEUE_REDIS_URL: surroundings.queueRedisUrl,
    SIGNING_SECRET: secrets.signingSecret,
    ...urlVariables(ports),
    // It advises on indexes, and builds them.
    ...(name === 'maintenance' && { OWNER_DATABASE_URL: ownerUrl }),
    DEFAULT_PLAN: 'scale',
    ...(surroundings.backupFolder && { BACKUP_FOLDER: surroundings.backupFolder }),
    DEMO_API_KEY: secrets.demoPageKey,
    ...surroundings.env,
  }
}

export const urlOf = (port: number): string => `http://127.0.0.1:${port}`

/** The URL of the first process of each service. */
export const urlsOf = (ports: Ports): Record<ServiceName, string> =>
  Object.fromEntries(Object.entries(ports).map(([name, [port]]) => [name, urlOf(port)])) as Record<ServiceName, string>

const urlVariables = (ports: Ports) =>
  Object.fromEntries(Object.entries(ports).map(([name, all]) => [`${name.toUpperCase()}_URL`, all.map(urlOf).join()]))
