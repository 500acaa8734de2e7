import specs from '@asyncapi/specs'
import { streamMessages } from '@inkling/contracts'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { asyncDocument } from './async-document.ts'

const documentAt = (host: string | undefined) => JSON.parse(JSON.stringify(asyncDocument({ protocol: 'wss', host })))
const document = documentAt('api.example.com')
const errorsOf = (given: object) => {
  const validate = new Ajv({ meta: false, validateSchema: false, strict: false, validateFormats: false }).compile(
    (specs as unknown as { schemas: Record<string, object> }).schemas['3.0.0'] ?? {},
  )
  return validate(given) ? [] : (validate.errors ?? [])
}

it('the description of streams is valid AsyncAPI 3.0', () => {
  expect(errorsOf(document)).toEqual([])
  expect(errorsOf({ ...document, channels: { stream: { address: 1 } } })).not.toEqual([])
})

it('each reference of the description leads to something in it', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path)
  expect(references.length).toBeGreaterThan(10)
  for (const path of references)
    expect(
      path.split('/').reduce((at: Record<string, unknown>, step) => at?.[step] as Record<string, unknown>, document),
      path,
    ).toBeDefined()
})

it('the description has every message of the contract', () => {
  expect(Object.keys(document.components.schemas)).toEqual(Object.keys(streamMessages))
})

it.each(['api.example.com', 'localhost:8199', '10.0.0.7:8080', '[::1]:8080', 'gateway_1'])(
  'the description names the host %s, by which the client reached the gateway',
  (host) => {
    const described = documentAt(host)
    expect(described.servers.gateway).toMatchObject({ host, protocol: 'wss' })
    expect(errorsOf(described)).toEqual([])
  },
)

it.each([undefined, '', '{host}', 'a b', 'user@host', 'host/path', 'host:port', '"><script>'])(
  'the description names no server if the host is %j, and is still valid',
  (host) => {
    const described = documentAt(host)
    expect(described.servers).toBeUndefined()
    expect(errorsOf(described)).toEqual([])
  },
)
