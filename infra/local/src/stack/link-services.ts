import { type Surroundings, urlOf } from '../services/service-environment.ts'

const called = ['prediction', 'suggestion', 'search', 'maintenance'] as const

/** What the services call. */
export type LinkName = 'postgres' | 'cacheRedis' | 'queueRedis' | (typeof called)[number]

/** Takes the URL of what is called, and returns the URL by which the services call it. */
export type Link = (name: LinkName, url: string) => Promise<string>

/** The surroundings of services that call everything through `link`. */
export async function linked(surroundings: Surroundings, link: Link | undefined): Promise<Surroundings> {
  if (!link) return surroundings
  const { ownerUrl, pooledUrl, cacheRedisUrl, queueRedisUrl, ports } = surroundings
  const urls = called.map(async (name) => {
    const all = await Promise.all(ports[name].map((port) => link(name, urlOf(port))))
    return [`${name.toUpperCase()}_URL`, all.join()] as const
  })
  return {
    ...surroundings,
    ownerUrl: await link('postgres', ownerUrl),
    pooledUrl: pooledUrl && (await link('postgres', pooledUrl)),
    cacheRedisUrl: await link('cacheRedis', cacheRedisUrl),
    queueRedisUrl: await link('queueRedis', queueRedisUrl),
    env: { ...Object.fromEntries(await Promise.all(urls)), ...surroundings.env },
  }
}
