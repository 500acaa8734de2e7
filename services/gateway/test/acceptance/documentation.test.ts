import { basePath, type Call, calls } from '@inkling/contracts'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'
import { get } from '../support/get.ts'
import { sharedStack } from '../support/shared-stack.ts'

interface Operation {
  operationId: string
  parameters?: { name: string; in: string; required?: boolean }[]
  responses: Record<string, { description?: string }>
  security: unknown[]
  description: string
  tags: string[]
}
const openApi = async () =>
  JSON.parse((await get('/openapi.json')).text) as {
    openapi: string
    info: { title: string; version: string }
    tags: { name: string; description?: string }[]
    paths: Record<string, Record<string, Operation>>
  }
const publicCalls = Object.values<Call>(calls).filter(({ scope }) => scope)
const templateOf = ({ path }: Call) => basePath + path.replace(/:(\w+)/g, '{$1}')

/** Served at the root. */
const outside = ['health', 'metrics', 'sla', 'alerts'].map((name) => `${name} get /${name}`)
/** A call that has no schema of one answer: the scope is that of each topic. */
const stream = `stream get ${basePath}/stream`

it('/openapi.json is OpenAPI 3.1 and lists exactly the public calls, and what operators read outside the base', async () => {
  const { openapi, info, paths } = await openApi()
  expect(openapi).toMatch(/^3\.1\.\d$/)
  expect(info.title).toBe('Inkling')
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
  )
  const wanted = publicCalls.map((call) => `${call.id} ${call.method.toLowerCase()} ${templateOf(call)}`)
  expect(listed.toSorted()).toEqual([...wanted, ...outside, stream].toSorted())
})

it('/openapi.json declares path parameters, the answers of the contract, and authentication', async () => {
  const { paths } = await openApi()
  for (const call of publicCalls) {
    const operation = paths[templateOf(call)]?.[call.method.toLowerCase()]
    const inPath = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'path')
    expect(inPath.map(({ name }) => name).toSorted()).toEqual(Object.keys(call.params?.properties ?? {}).toSorted())
    expect(inPath.every(({ required }) => required)).toBe(true)
    const responses = Object.entries(operation?.responses ?? {})
    expect(responses.map(([status]) => status)).toEqual(
      expect.arrayContaining([...Object.keys(call.answers), 'default']),
    )
    expect(responses.every(([, { description }]) => description)).toBe(true)
    expect(operation?.security).toEqual([{ apiKey: [] }])
  }
})

it('/openapi.json has no broken reference and no keyword of OpenAPI 3.0', async () => {
  const document = await openApi()
  const text = JSON.stringify(document)
  for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = pointer.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document)
    expect(target, pointer).toBeDefined()
  }
  expect(text).not.toContain('"nullable"')
})

it('/openapi.json is valid to a public validator, and every schema in it is plain JSON Schema', async () => {
  const document = await openApi()
  const { valid, errors } = await new Validator().validate(document)
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
  const text = JSON.stringify(document)
  expect(text).not.toMatch(/storable-|opaque-id|"additionalItems"|"items":\[/)
  expect(text).toContain('"format":"date-time"')
})

it('/openapi.json gives a public linter nothing to warn of', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  expect(await lintFromString({ source: (await get('/openapi.json')).text, config })).toEqual([])
})

it('/openapi.json describes each operation and each tag, with administration last', async () => {
  const { paths, tags } = await openApi()
  expect(tags.every(({ description }) => description)).toBe(true)
  expect(tags.at(-1)?.name).toBe('Administration')
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const scope =
      operation.operationId === 'health' ? /^Needs no key\./ : /\w.*\n\nScope: (`[a-z:]+`|that of each topic)$/s
    expect(operation.description, operation.operationId).toMatch(scope)
    expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining(operation.tags))
  }
})

it('/openapi.json declares that every call may be refused by a limit or an outage', async () => {
  for (const methods of Object.values((await openApi()).paths))
    for (const { responses } of Object.values(methods).filter(({ operationId }) => operationId !== 'health'))
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429', '503', 'default']))
})

it('/docs shows the API and loads everything from this server', async () => {
  const { status, text, headers } = await get('/docs/')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch(/^text\/html/)
  expect(text).toContain('<title>Inkling API</title>')
  const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, path = '']) => new URL(path, `${sharedStack().url}/docs/`),
  )
  expect(assets.length).toBeGreaterThan(2)
  expect(assets.map(({ origin }) => origin)).toEqual(assets.map(() => sharedStack().url))
  for (const asset of assets) expect((await fetch(asset)).status, asset.href).toBe(200)
})
