/** One of the addresses that the URL of several Redis servers names: `HOST` or `HOST:PORT`. */
export function redisAddress(text: string, defaultPort: number): { host: string; port: number } {
  const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(text.trim()) ?? []
  return { host: host ?? '', port: Number(port ?? defaultPort) }
}

/** Their login and TLS as ioredis takes them. The scheme is `redis+…`, or `rediss+…` for TLS. */
export const redisLogin = (url: string, user: string | undefined, password: string | undefined) => ({
  ...(user && { username: decodeURIComponent(user) }),
  ...(password && { password: decodeURIComponent(password) }),
  ...(url.startsWith('rediss') && { tls: {} }),
})

/** What follows a scheme such as `redis+cluster://` or, with TLS, `rediss+cluster://`; undefined of another one. */
export function afterScheme(url: string, scheme: string): string | undefined {
  const plain = url.replace(/^rediss/, 'redis')
  return plain.startsWith(scheme) ? plain.slice(scheme.length) : undefined
}
