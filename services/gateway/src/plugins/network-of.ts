import { isIP } from 'node:net'

const withPort = /^(?:\[(?<v6>[^\]]*)\]|(?<v4>[\d.]+))(?::\d+)?$/

/**
 * The network by which requests of an address are counted: an IPv4 address, or 64 bits of an IPv6 address, because one
 * customer has at least that and can use all of it. Some proxies append the client's port, which is left out. What is
 * no address counts as `unknown`.
 */
export function networkOf(address: string): string {
  const { v4, v6 } = withPort.exec(address)?.groups ?? {}
  const plain = v4 ?? v6 ?? address
  if (isIP(plain) === 4) return plain
  if (isIP(plain) !== 6) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  return mapped ?? firstHalf(plain)
}

/** The first four groups of an IPv6 address, written in one way. `::` stands for as many zeros as are missing. */
function firstHalf(address: string): string {
  const [before = [], after] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const zeros = after ? 8 - before.length - after.length : 0
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...(after ?? [])]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
