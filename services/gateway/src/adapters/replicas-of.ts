import { addressesOf, type Lookup } from '@inkling/service-kit'

interface Replica {
  readonly name: string
  readonly url: string
}

/** By service: the URL of every replica, with commas. A name with several addresses counts as several. */
export type ServiceUrls = Readonly<Record<string, string>>

/**
 * Every replica of these services that is there now. The second one of a service is `<name> 2`. A name that cannot be
 * resolved stays as it is.
 */
export async function replicasOf(urls: ServiceUrls, lookup?: Lookup): Promise<readonly Replica[]> {
  const known = Object.entries(urls).map(async ([name, all]) => {
    const parts = all.split(',').map((part) => part.trim())
    const found = await Promise.all(parts.map((url) => addressesOf(url, lookup).catch(() => [url])))
    return found.flat().map((url, n) => ({ name: n === 0 ? name : `${name} ${n + 1}`, url }))
  })
  return (await Promise.all(known)).flat()
}

/** A client of each replica, which is opened when the replica is first seen and closed when it is gone. */
export class ReplicaClients<T extends { close(): Promise<void> }> {
  readonly #urls: ServiceUrls
  readonly #open: (url: string) => T
  readonly #lookup: Lookup | undefined
  #opened: ReadonlyMap<string, T> = new Map()

  constructor(urls: ServiceUrls, open: (url: string) => T, lookup?: Lookup) {
    this.#urls = urls
    this.#open = open
    this.#lookup = lookup
  }

  /** With their names, in the order of the services. */
  async all(): Promise<readonly (readonly [string, T])[]> {
    const replicas = await replicasOf(this.#urls, this.#lookup)
    const before = this.#opened
    this.#opened = new Map(replicas.map(({ url }) => [url, before.get(url) ?? this.#open(url)]))
    for (const [url, client] of before) if (!this.#opened.has(url)) void client.close()
    return replicas.map(({ name, url }) => [name, this.#opened.get(url) as T])
  }

  async close(): Promise<void> {
    await Promise.all([...this.#opened.values()].map((client) => client.close()))
  }
}
