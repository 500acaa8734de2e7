import { BlockList, isIP } from 'node:net'
import { InklingError } from '@inkling/errors'

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** The addresses of a network: an address, or CIDR. @throws InklingError validation_failed */
function blockListOf(network: string): BlockList {
  const [address = '', prefix] = network.split('/')
  const version = isIP(address)
  const bits = version === 6 ? 128 : 32
  const length = prefix === undefined ? bits : Number(prefix)
  if (version === 0 || !(length >= 0 && length <= bits))
    throw invalid('format', 'Give an IPv4 or IPv6 address, or a network such as 203.0.113.0/24 or 2001:db8::/32')
  const list = new BlockList()
  list.addSubnet(address, length, familyOf(address))
  return list
}

const loopback = ['127.0.0.1', '::1']

/**
 * Rejects what is no network, and a denied one with which the caller would lock out itself or the processes beside the
 * gateway.
 * @throws InklingError validation_failed
 */
export function requireSafeNetwork(network: string, action: 'allow' | 'deny', ownAddress: string): void {
  const list = blockListOf(network)
  if (action === 'allow') return
  const holds = (address: string) => isIP(address) !== 0 && list.check(address, familyOf(address))
  if (loopback.some(holds)) throw invalid('loopback', 'A denied network must not hold 127.0.0.1 or ::1')
  if (holds(ownAddress)) throw invalid('ownAddress', `A denied network must not hold your own address, ${ownAddress}`)
}

const invalid = (code: string, detail: string) =>
  new InklingError('validation_failed', 'Not valid: /network', { errors: [{ pointer: '/network', code, detail }] })
