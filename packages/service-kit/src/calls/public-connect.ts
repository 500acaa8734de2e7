import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { buildConnector } from 'undici'

type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Nothing was sent: the host has an address that is not one of the public internet. */
export class AddressRefused extends Error {
  constructor(address: string) {
    super(`its host has the address ${address}, which is not public; set allowPrivate if that is right`)
  }
}

/** Connects to public addresses only. What is checked is what is connected to: nothing resolves the name again. */
export function publicConnect(timeout: number, resolve: Resolve = lookup): buildConnector.connector {
  const connect = buildConnector({ timeout, lookup: publicLookup(resolve) })
  return (options, done) => {
    // A host that is an address is not looked up.
    const literal = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) && !isPublic(literal)) done(new AddressRefused(literal), null)
    else connect(options, done)
  }
}

const publicLookup =
  (resolve: Resolve): LookupFunction =>
  (host, options, done) =>
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      const refused = addresses?.find(({ address }) => !isPublic(address))
      if (error || !first) done(error ?? new Error(`${host} has no address`), '')
      else if (refused) done(new AddressRefused(refused.address), '')
      else if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })

/** Whether an address is global: not private, loopback, link-local, multicast or reserved, mapped ones included. */
export const isPublic = (address: string): boolean => ipaddr.process(address).range() === 'unicast'
