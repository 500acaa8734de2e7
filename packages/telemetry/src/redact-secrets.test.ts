import { describe, expect, it } from 'vitest'
import { redactSecrets } from './redact-secrets.ts'

const secret = 'Pl4nted/S+cret~'
const key = 'ink_0123456789abcdef01_fedcba9876543210'

describe('redactSecrets hides', () => {
  it.each<[string, unknown]>([
    ['an API key in a text', `no key ${key} known`],
    ['an API key after a line break', `first\n${key}\nlast`],
    ['an API key in a query', `/api/v1/search?key=${key}&q=tea`],
    ['a bearer token', `sent Bearer ${secret} twice`],
    ['basic credentials in small letters', { header: `basic ${secret}==` }],
    ['the password of a URL', `cannot connect to postgres://inkling:${secret}@db:5432/inkling`],
    ['the password of a URL without a user', { url: `redis://:${secret}@127.0.0.1:6379` }],
    ['a password with an at sign', `amqp://me:a@${secret}@host`],
    ['a header', { req: { headers: { Authorization: secret, Cookie: `sid=${secret}; b="${secret}"` } } }],
    ['a header with several values', { 'set-cookie': [`a=${secret}`, `b=${secret}; HttpOnly`] }],
    ['a raw header in a text', `Cookie: a=${secret}; b=${secret}\r\nHost: here`],
    ['a signature', { 'webhook-signature': `v1,${secret}`, 'inkling-context': `a;b;${secret}` }],
    ['fields by name', { databasePassword: secret, adminKey: secret, apiToken: secret, SIGNING_SECRET: secret }],
    ['a field with a quote in it', { password: `a"${secret}` }],
    ['a field with a backslash in it', { password: `${secret}\\` }],
    ['a field of an object', { token: { value: secret } }],
    ['a parameter in a query', `/path?api_key=${encodeURIComponent(secret)}${secret}&page=2`],
    ['a JSON body within a text', `bad body ${JSON.stringify({ secret, page: 2 })}`],
    ['a JSON body within a text within a text', JSON.stringify(`bad ${JSON.stringify({ password: secret })}`)],
  ])('%s', (_, where) => {
    const line = redactSecrets(JSON.stringify({ level: 'info', where, last: true }))
    expect(line).not.toContain(secret)
    expect(line).not.toContain('fedcba9876543210')
    expect(line).toContain('[redacted]')
    expect(JSON.parse(line)).toMatchObject({ level: 'info', last: true })
  })

  it('numbers, true and null, and the line stays JSON', () => {
    const line = redactSecrets(JSON.stringify({ password: 1234, token: null, secret: true, last: 1 }))
    expect(JSON.parse(line)).toEqual({ password: '[redacted]', token: '[redacted]', secret: '[redacted]', last: 1 })
  })
})

it('redactSecrets leaves a line without secrets as it is', () => {
  const line = JSON.stringify({
    keyId: '0123456789abcdef01',
    address: 'http://127.0.0.1:8080/',
    msg: 'circuit open: http://search:80 is asked again in 5 s',
    tokens: 17,
    at: 'user@example.org',
  })
  expect(redactSecrets(line)).toBe(line)
})
