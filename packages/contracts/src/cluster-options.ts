import { afterScheme, redisAddress, redisLogin } from './redis-address.ts'

/** Where nodes of a Redis Cluster are; each tells of all others. */
export interface ClusterOptions {
  readonly nodes: { host: string; port: number }[]
  readonly username?: string
  readonly password?: string
  /** Empty: with the certificates that Node trusts. Undefined: without TLS. */
  readonly tls?: object
}

const scheme = 'redis+cluster://'
const shown = `${scheme}:PASSWORD@HOST:6379,HOST:6379`
const defaultPort = 6_379

/**
 * Reads the URL of a Redis Cluster; undefined of any other URL.
 * @throws RangeError if it names no node. The message has no part of the URL, which holds a password.
 */
export function clusterOptions(url: string): ClusterOptions | undefined {
  const rest = afterScheme(url, scheme)
  if (rest === undefined) return undefined
  const [, user, password, hosts] = /^(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?]+)\/?$/.exec(rest) ?? []
  if (!hosts) throw new RangeError(`The URL of a Redis Cluster must be as ${shown}`)
  return {
    nodes: hosts.split(',').map((host) => redisAddress(host, defaultPort)),
    ...redisLogin(url, user, password),
  }
}
