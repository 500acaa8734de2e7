import { expect, it } from 'vitest'
import { requireHttps } from './require-https.ts'

/** By whether private addresses are allowed: what is accepted and what is refused. */
const jwksUrls = [
  {
    allowPrivate: false,
    accepted: ['https://a.example/jwks', 'https://93.184.216.34/jwks'],
    refused: ['https://[::1]/j', 'https://2130706433/j', 'https://169.254.169.254/x', 'https://localhost/j'],
  },
  {
    allowPrivate: true,
    accepted: ['https://10.0.0.1/j', 'http://127.0.0.1:9/jwks', 'http://[::1]/j'],
    refused: ['http://a.example/jwks', 'http://10.0.0.1/j', 'https://', 'file:///etc/passwd'],
  },
]

it.each(jwksUrls)(
  'keys of tokens come over https from a public address, or also a private one: $allowPrivate',
  ({ allowPrivate, accepted, refused }) => {
    for (const url of accepted) expect(() => requireHttps(url, allowPrivate), url).not.toThrow()
    for (const url of [...refused, 'http://a.example/jwks'])
      expect(() => requireHttps(url, allowPrivate), url).toThrow(
        expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/jwksUrl' })] }),
      )
  },
)
