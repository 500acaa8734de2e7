import { redisAddress, redisLogin } from './redis-address.ts'

/** Options of ioredis for the master that Sentinels know by a name. */
export interface SentinelOptions {
  readonly sentinels: { host: string; port: number }[]
  readonly name: string
  readonly username?: string
  readonly password?: string
  readonly sentinelPassword?: string
}

const scheme = 'redis+sentinel://'
const shown = `${scheme}:PASSWORD@HOST:26379,HOST:26379/MASTER?sentinelPassword=PASSWORD`
const defaultPort = 26_379

/**
 * Reads the URL of a Redis that Sentinels watch; undefined of the URL of a single server.
 * @throws RangeError if it names no Sentinel or no master. The message has no part of the URL, which holds passwords.
 */
export function sentinelOptions(url: string): SentinelOptions | undefined {
  if (!url.startsWith(scheme)) return undefined
  const [, user, password, hosts, name, query] =
    /^(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?]+)\/([\w.-]+)(?:\?(.*))?$/.exec(url.slice(scheme.length)) ?? []
  if (!hosts || !name) throw new RangeError(`The URL of a Redis with Sentinels must be as ${shown}`)
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword')
  return {
    sentinels: hosts.split(',').map((host) => redisAddress(host, defaultPort)),
    name,
    ...redisLogin(user, password),
    ...(sentinelPassword && { sentinelPassword }),
  }
}
