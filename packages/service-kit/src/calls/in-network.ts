import { BlockList, isIP } from 'node:net'

const form = /^([0-9A-Fa-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/
const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Tells whether an address is in a network, which is an address or CIDR; undefined if it is neither. */
export function inNetwork(network: string): ((address: string) => boolean) | undefined {
  const [, address = '', prefix] = form.exec(network) ?? []
  const version = isIP(address)
  const bits = version === 6 ? 128 : 32
  const length = prefix === undefined ? bits : Number(prefix)
  if (version === 0 || length > bits) return undefined
  const list = new BlockList()
  list.addSubnet(address, length, familyOf(address))
  return (other) => {
    // An address of a link may name its interface, such as fe80::1%eth0.
    const [plain = ''] = other.split('%', 1)
    return isIP(plain) !== 0 && list.check(plain, familyOf(plain))
  }
}
