import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { calls, type NewTenant } from '@inkling/contracts'
import { afterAll, describe, expect, it } from 'vitest'
import { holderOf, newTenantId } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey } = sharedStack()
const program = fileURLToPath(new URL('../../../../packages/cli/src/main.ts', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'inkling-import-'))
afterAll(() => rm(folder, { recursive: true }))

interface Report {
  format: string
  accepted: number
  duplicates: number
  rejected: unknown[]
  skipped: { code: string; count: number }[]
}

/** Runs the command as a person would, in a folder of its own; returns what it printed. */
async function inkling(...args: string[]): Promise<string> {
  const env = { INKLING_URL: url, INKLING_ADMIN_KEY: adminKey }
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { cwd: folder, env })
  return stdout
}
const importFiles = async (...args: string[]): Promise<Report[]> =>
  (JSON.parse(await inkling('import', ...args, '--tenant', tenantId, '--json')) as { files: Report[] }).files

/** 500 sessions of four clicks each in which `next` always follows `first`; every tenth has no user. */
const clicks = Array.from({ length: 500 }, (_, session) =>
  ['first', 'next', `item-${session % 40}`, 'last'].map((itemId, click) => {
    const user = session % 10 === 0 ? '' : `user-${session % 60}`
    return `session-${session},${user},${itemId},${1_760_000_000 + session * 600 + click * 20}`
  }),
).flat()
const csv = ['session_id,user_id,item_id,timestamp', ...clicks, 'broken line', ',,orphan,1760000000'].join('\n')
const items = ['first', 'next', 'last'].map((id) => JSON.stringify({ id, title: `Title of ${id}`, text: 'Prose.' }))

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'
const logLine = (address: number, minute: number, path: string, status = 200, agent = browser) =>
  [
    `192.0.2.${address} - - [10/Oct/2025:13:${String(minute).padStart(2, '0')}:36 +0000]`,
    `"GET ${path} HTTP/1.1" ${status} 99 "-" "${agent}"`,
  ].join(' ')
const accessLog = [
  ...Array.from({ length: 50 }, (_, i) => [logLine(i, 1, '/welcome'), logLine(i, 2, '/prices')]).flat(),
  logLine(1, 3, '/style.css'),
  logLine(1, 3, '/missing', 404),
  logLine(99, 3, '/welcome', 200, 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'),
].join('\n')

await Promise.all([
  writeFile(join(folder, 'train.csv.gz'), gzipSync(csv)),
  writeFile(join(folder, 'items.ndjson'), `${items.join('\n')}\n`),
  writeFile(join(folder, 'access.log'), `${accessLog}\n`),
])
const files = ['train.csv.gz', 'items.ndjson', 'access.log']
const tenantId = newTenantId()
const created = JSON.parse(await inkling('tenants', 'create', tenantId, '--plan', 'growth', '--json')) as NewTenant
const shop = holderOf(created.apiKey.key)
const [events, catalogue, log] = await importFiles(...files)

describe('inkling', () => {
  it('inkling tenants create makes a tenant whose key works', async () => {
    expect(created).toMatchObject({ id: tenantId, plan: 'growth', status: 'active' })
    expect((await shop.call(calls.listItems)).status).toBe(200)
    expect(await inkling('tenants', 'list')).toContain(tenantId)
  })

  it('inkling import reads a gzipped CSV of events and reports the lines that it skipped', () => {
    expect(events).toMatchObject({ accepted: 2000, duplicates: 0, rejected: [] })
    expect(events?.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(2)
  })

  it('finds the items that inkling import read', async () => {
    expect(catalogue).toMatchObject({ accepted: 3, rejected: [], skipped: [] })
    await eventually(async () =>
      expect((await shop.call(calls.search, { body: { q: 'prose' } })).body.data).toHaveLength(3),
    )
  })

  it('inkling import reads an access log without assets, errors and bots', () => {
    expect(log).toMatchObject({ accepted: 100, rejected: [] })
    expect(log?.skipped.map(({ count }) => count)).toEqual([1, 1, 1])
  })

  it('predicts from imported events, for a session and for a page of the log', async () => {
    const best = async (body: object) => (await shop.call(calls.predict, { body })).body.data[0]?.itemId
    await eventually(async () => {
      expect(await best({ recent: ['first'] })).toBe('next')
      expect(await best({ recent: ['/welcome'] })).toBe('/prices')
    })
    const { data } = (await shop.call(calls.predict, { body: { sessionId: 'session-499', userId: 'user-19' } })).body
    expect(data.length).toBeGreaterThan(0)
  })

  it('importing the same files a second time adds nothing', async () => {
    const [again, , logAgain] = await importFiles(...files)
    expect(again).toMatchObject({ accepted: 0, duplicates: 2000 })
    expect(logAgain).toMatchObject({ accepted: 0, duplicates: 100 })
  })
})
