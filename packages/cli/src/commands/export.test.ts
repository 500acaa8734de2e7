import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { problem, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let directory = ''
let gateway: RecordingGateway
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'inkling-export-'))
  gateway = await RecordingGateway.start()
})
afterEach(async () => {
  await gateway.close()
  rmSync(directory, { recursive: true })
})

const inkling = (args: string) => runInkling(args.split(' '), { directory, url: gateway.url })
const rows = { 'catalog.items': 2, 'behaviour.events': 3 }
const head = '{"format":"inkling-tenant","version":1,"tenant":"shop","columns":{}}'
const lines = [`${head}\n`, ...[1, 2, 3].map((n) => `{"table":"catalog.items","row":{"id":"${n}"}}\n`.repeat(3_000))]
const ended = (result: object, state = 'succeeded') => ({
  ...{ id: 'op_1', kind: 'export', state, progress: 1, options: {}, result, error: state === 'failed' ? 'why' : null },
  ...{ createdAt: '2026-06-01T12:00:00Z', startedAt: null, finishedAt: '2026-06-01T12:00:09Z' },
})

/** A gateway with an export of four parts; `broken` says which part it does not give. */
function giveParts(broken?: number) {
  gateway.respondWith(({ method, path }) => {
    const part = /\/tenants\/shop\/exports\/op_1\/parts\/(\d)$/.exec(path)?.[1]
    if (part !== undefined && Number(part) === broken) return problem(422, 'validation_failed')
    if (part !== undefined) return { status: 200, body: { lines: lines[Number(part)] } }
    return { status: method === 'POST' ? 202 : 200, body: ended({ parts: lines.length, rows }) }
  })
}

it('inkling export writes the parts of an export to a file', async () => {
  giveParts()
  const { output } = await inkling('export --tenant shop')
  const file = join(directory, 'shop.ndjson')
  expect(output).toBe(`${file} holds the tenant shop: 2 items (deleted ones included), 3 events.`)
  expect(readFileSync(file, 'utf8')).toBe(lines.join(''))
  expect([existsSync(`${file}.part`), existsSync(`${file}.state`)]).toEqual([false, false])
})

it('inkling export that was interrupted goes on after the last whole part, and the file is equal', async () => {
  giveParts(2)
  expect((await inkling('export --tenant shop --out all.ndjson')).error).toContain('validation_failed')
  const file = join(directory, 'all.ndjson')
  writeFileSync(`${file}.part`, `${readFileSync(`${file}.part`, 'utf8')}half of a li`)
  gateway.requests.length = 0
  giveParts()
  const { notes } = await inkling('export --tenant shop --out all.ndjson')
  expect(notes).toContain('going on after part 2')
  expect(gateway.posted('/tenants/shop/exports')).toEqual([])
  expect(gateway.requests.filter(({ path }) => path.includes('/parts/'))).toHaveLength(2)
  expect(readFileSync(file, 'utf8')).toBe(lines.join(''))
})

it('inkling export starts again if the export that it had begun is gone, and fails if the export fails', async () => {
  giveParts(1)
  await inkling('export --tenant shop')
  gateway.respondWith(({ method }) => (method === 'GET' ? problem(404, 'not_found') : undefined))
  await inkling('export --tenant shop')
  expect(gateway.posted('/tenants/shop/exports')).toHaveLength(2)
  gateway.respondWith(() => ({ status: 200, body: ended({}, 'failed') }))
  expect((await inkling('export --tenant shop')).error).toBe('The export failed (operation op_1): why')
})

it('inkling import of an export sends its parts, goes on where it stopped, and imports them', async () => {
  const file = join(directory, 'shop.ndjson')
  writeFileSync(file, lines.join(''))
  const sent = new Map<string, string>()
  const takeParts = (broken?: number) =>
    gateway.respondWith(({ method, path, body }) => {
      const part = /\/tenants\/copy\/imports\/\w+\/parts\/(\d)$/.exec(path)?.[1]
      if (part === undefined) return { status: method === 'POST' ? 202 : 200, body: ended({ rows }) }
      if (Number(part) === broken) return problem(422, 'validation_failed')
      sent.set(part, (body as { lines: string }).lines)
      return { status: 204 }
    })
  takeParts(1)
  expect((await inkling(`import ${file} --tenant copy`)).error).toContain('validation_failed')
  takeParts()
  const { output } = await inkling(`import ${file} --tenant copy`)
  expect(output).toContain('The tenant copy has the data of')
  expect([...sent.values()].join('')).toBe(lines.join(''))
  const [started] = gateway.posted<{ parts: number }>('/tenants/copy/imports')
  expect(started?.parts).toBe(sent.size)
})

it('inkling import of an export says that it needs a tenant, whose data it replaces', async () => {
  const file = join(directory, 'shop.ndjson')
  writeFileSync(file, lines.join(''))
  expect((await inkling(`import ${file}`)).error).toContain('Give --tenant: what it has is replaced.')
})
