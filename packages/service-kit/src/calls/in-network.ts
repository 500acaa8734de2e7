import { BlockList, isIP } from 'node:net'

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Tells whether an address is in a network, which is an address or CIDR; undefined if it is neither. */
export function inNetwork(network: string): ((address: string) => boolean) | undefined {
  const [address = '', prefix] = network.split('/')
  const version = isIP(address)
  const bits = version === 6 ? 128 : 32
  const length = prefix === undefined ? bits : Number(prefix)
  if (version === 0 || !(length >= 0 && length <= bits)) return undefined
  const list = new BlockList()
  list.addSubnet(address, length, familyOf(address))
  return (other) => isIP(other) !== 0 && list.check(other, familyOf(other))
}
