import { InklingError } from '@inkling/errors'
import { inNetwork } from '@inkling/service-kit'

const loopback = ['127.0.0.1', '::1']

/**
 * Rejects what is no network, and a denied one with which the caller would lock out itself or the processes beside the
 * gateway.
 * @throws InklingError validation_failed
 */
export function requireSafeNetwork(network: string, action: 'allow' | 'deny', ownAddress: string): void {
  const holds = inNetwork(network)
  if (!holds)
    throw invalid('format', 'Give an IPv4 or IPv6 address, or a network such as 203.0.113.0/24 or 2001:db8::/32')
  if (action === 'allow') return
  if (loopback.some(holds)) throw invalid('loopback', 'A denied network must not hold 127.0.0.1 or ::1')
  if (holds(ownAddress)) throw invalid('ownAddress', `A denied network must not hold your own address, ${ownAddress}`)
}

const invalid = (code: string, detail: string) =>
  new InklingError('validation_failed', 'Not valid: /network', { errors: [{ pointer: '/network', code, detail }] })
