import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, expect, it } from 'vitest'
import { createFetchJwks } from './fetch-jwks.ts'

let answer: RequestListener = (_request, response) => response.end()
const server = createServer((request, response) => answer(request, response))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
const [open, guarded] = [createFetchJwks(true), createFetchJwks(false)]
afterAll(() => Promise.all([open.close(), guarded.close(), server.close()]))

const serve = (body: string, status = 200, headers = {}) => {
  answer = (_request, response) => response.writeHead(status, headers).end(body)
}
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })

it('reads public keys, and leaves out those that are secret', async () => {
  const jwk = { ...(await exportJWK(publicKey)), kid: 'a' }
  const keys = [jwk, { kty: 'oct', k: 'AAAA' }, { ...(await exportJWK(privateKey)), kid: 'b' }, null, 7]
  serve(JSON.stringify({ keys }))
  expect(await open.fetchJwks(url)).toEqual({ keys: [jwk] })
})

it.each([
  ['an error', '{"keys":[]}', 500, {}, 'was answered with 500'],
  ['a redirect', '', 302, { location: 'http://169.254.169.254/' }, 'was answered with 302'],
  ['no JSON', '<html>', 200, {}, 'not valid JSON'],
  ['no list', '{"keys":3}', 200, {}, 'has no list'],
  ['null', 'null', 200, {}, 'has no list'],
  ['too much', ' '.repeat(70_000), 200, {}, 'larger than 65536 bytes'],
])('refuses %s', async (_name, body, status, headers, message) => {
  serve(body, status, headers)
  await expect(open.fetchJwks(url)).rejects.toThrow(message)
})

it.each([
  url,
  'http://localhost:1/',
  'http://[::1]:1/',
  'http://169.254.169.254/latest/',
  'http://10.0.0.1/',
  'http://2130706433/',
])('never connects to %s, which is not public, unless that is allowed', async (address) => {
  let requests = 0
  answer = (_request, response) => response.end(String(requests++))
  await expect(guarded.fetchJwks(address)).rejects.toThrow('not public')
  expect(requests).toBe(0)
})
