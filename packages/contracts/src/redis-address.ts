/** One of the addresses that the URL of several Redis servers names: `HOST` or `HOST:PORT`. */
export function redisAddress(text: string, defaultPort: number): { host: string; port: number } {
  const [, host, port] = /^(.*?)(?::(\d+))?$/.exec(text.trim()) ?? []
  return { host: host ?? '', port: Number(port ?? defaultPort) }
}

/** The login that such a URL names, as ioredis takes it. */
export const redisLogin = (user: string | undefined, password: string | undefined) => ({
  ...(user && { username: decodeURIComponent(user) }),
  ...(password && { password: decodeURIComponent(password) }),
})
