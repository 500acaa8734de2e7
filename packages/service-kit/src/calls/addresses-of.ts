import { type LookupAddress, promises } from 'node:dns'
import { isIP } from 'node:net'

export type Lookup = (name: string) => Promise<readonly LookupAddress[]>

const lookUp: Lookup = (name) => promises.lookup(name, { all: true })

/**
 * Whether the host of a URL may stand for several processes. A certificate is for a name, so that of https stays.
 * @throws TypeError if it is no URL
 */
export function isName(url: string): boolean {
  const { hostname, protocol } = new URL(url)
  return protocol === 'http:' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0
}

/**
 * The URL of each process behind a URL: one per address, in their order, if its name has several, and else the URL. The
 * addresses are those of one family, because a process may have one of each.
 * @throws Error if the name cannot be resolved now
 */
export async function addressesOf(url: string, lookup: Lookup = lookUp): Promise<readonly string[]> {
  if (!isName(url)) return [url]
  const found = await lookup(new URL(url).hostname)
  const family = found.some((each) => each.family === 4) ? 4 : 6
  const addresses = found.filter((each) => each.family === family).map(({ address }) => address)
  if (addresses.length < 2) return [url]
  return addresses.toSorted().map((address) => {
    const one = new URL(url)
    one.hostname = family === 6 ? `[${address}]` : address
    return one.href
  })
}
