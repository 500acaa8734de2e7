import { isIP } from 'node:net'
import { InklingError } from '@inkling/errors'
import { isPublic } from '@inkling/service-kit'

/**
 * Keys that anybody on the way can replace are none. With `allowPrivate`, this machine is near enough, for those who
 * try it out. Without, the gateway reads from public addresses alone; a name is looked up only then.
 * @throws InklingError validation_failed
 */
export function requireHttps(jwksUrl: string, allowPrivate: boolean): void {
  const { protocol, hostname = '' } = URL.parse(jwksUrl) ?? {}
  const address = hostname.replace(/^\[|\]$/g, '')
  const isPrivate = hostname === 'localhost' || (isIP(address) !== 0 && !isPublic(address))
  if (protocol === 'https:' && (allowPrivate || !isPrivate)) return
  if (protocol === 'http:' && allowPrivate && loopback.includes(hostname)) return
  const detail = `Must be a public address of https, such as https://login.example/jwks.json; got ${jwksUrl}`
  const errors = [{ pointer: '/jwksUrl', code: 'https', detail }]
  throw new InklingError('validation_failed', `Not valid: /jwksUrl. ${detail}`, { errors })
}

const loopback = ['127.0.0.1', '[::1]', 'localhost']
