import { afterScheme, redisAddress, redisLogin } from './redis-address.ts'

/** Options of ioredis for the master that Sentinels know by a name. */
export interface SentinelOptions {
  readonly sentinels: { host: string; port: number }[]
  readonly name: string
  readonly username?: string
  readonly password?: string
  readonly sentinelPassword?: string
  /** Of the master. Empty: with the certificates that Node trusts. Undefined: without TLS. */
  readonly tls?: object
  /** Whether the Sentinels speak TLS, too. */
  readonly enableTLSForSentinelMode?: boolean
}

const scheme = 'redis+sentinel://'
const shown = `${scheme}:PASSWORD@HOST:26379,HOST:26379/MASTER?sentinelPassword=PASSWORD`
const defaultPort = 26_379

/**
 * Reads the URL of a Redis that Sentinels watch; undefined of the URL of a single server.
 * @throws RangeError if it names no Sentinel or no master. The message has no part of the URL, which holds passwords.
 */
export function sentinelOptions(url: string): SentinelOptions | undefined {
  const rest = afterScheme(url, scheme)
  if (rest === undefined) return undefined
  const [, user, password, hosts, name, query] =
    /^(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?]+)\/([\w.-]+)(?:\?(.*))?$/.exec(rest) ?? []
  if (!hosts || !name) throw new RangeError(`The URL of a Redis with Sentinels must be as ${shown}`)
  const login = redisLogin(url, user, password)
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword')
  return {
    sentinels: hosts.split(',').map((host) => redisAddress(host, defaultPort)),
    name,
    ...login,
    ...(login.tls && { enableTLSForSentinelMode: true }),
    ...(sentinelPassword && { sentinelPassword }),
  }
}
