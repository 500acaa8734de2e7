import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bootstrapOperator, serviceNames } from '@inkling/local'
import { testDatabase, testRedis } from '@inkling/testing'
import { execa } from 'execa'
import getPort from 'get-port'
import postgres from 'postgres'
import { afterAll, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { interpolate } from './interpolate.ts'

/** The part of a compose file that says how a container runs. */
interface Container {
  readonly command: string[]
  readonly environment: Record<string, string>
  readonly user?: string
  readonly read_only?: boolean
  readonly cap_drop?: string[]
}

const root = fileURLToPath(new URL('../../../', import.meta.url))
const text = readFileSync(`${root}infra/docker/compose.yaml`, 'utf8')
const { services } = parse(text, { merge: true }) as { services: Record<string, Container> }
const own = [...serviceNames, 'prepare'] as const

const { stdout } = await execa(process.execPath, ['infra/deploy/src/new-secrets.ts'], { cwd: root })
const fresh = stdout.split('\n').map((line) => line.split('=') as [string, string])
const { ownerUrl, roleUrl } = await testDatabase()
const database = new URL(ownerUrl)
const sql = postgres(ownerUrl, { max: 1 })
afterAll(() => sql.end())
// Roles belong to the server, which other test files use too, so their passwords stay.
const passwords = serviceNames.map((name) => [`${name.toUpperCase()}_PASSWORD`, new URL(roleUrl(name)).password])
const secrets: Record<string, string> = Object.fromEntries([...fresh, ...passwords])
const redis = new URL((await testRedis()).url)
const ports = { gateway: await getPort(), maintenance: await getPort() }

/** The value that a container gets, with the addresses of this test in the place of those of the containers. */
function resolved(value: string): string {
  return interpolate(value, secrets)
    .replace(/postgres:\/\/postgres:[^@]+@postgres:5432\/inkling/, database.href)
    .replace('postgres:5432/inkling', database.host + database.pathname)
    .replace(/redis:\/\/:[^@]+@redis-(cache|queue):6379/, redis.href)
    .replace(/(gateway|maintenance):8080/g, (_, name: keyof typeof ports) => `127.0.0.1:${ports[name]}`)
}

/** Node's permission model stands for the read-only file system: a write outside /tmp fails. */
const onlyTmp = ['--permission', '--allow-fs-read=*', '--allow-fs-write=/tmp', '--allow-worker', '--allow-addons']

function run(name: (typeof own)[number], port: number, flags: readonly string[] = onlyTmp): ChildProcess {
  const { command, environment } = services[name] as Container
  const given = Object.entries(environment).map(([key, value]) => [key, resolved(String(value))])
  const image = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port) }
  const env = { ...image, ...Object.fromEntries(given) }
  return spawn(process.execPath, ['--expose-gc', ...flags, ...command], { cwd: root, env, stdio: 'inherit' })
}

const running: ChildProcess[] = []
afterAll(() => running.forEach((child) => void child.kill('SIGKILL')))

it('every container of ours runs without rights: not as root, read-only, without capabilities', () => {
  for (const name of own)
    expect(services[name]).toMatchObject({ user: '1000:1000', read_only: true, cap_drop: ['ALL'] })
})

it('only the edge can be reached from outside', () => {
  expect(
    Object.entries(services)
      .filter(([, service]) => 'ports' in service)
      .map(([name]) => name),
  ).toEqual(['edge'])
})

it('stores elsewhere are settings: a pooler, a read replica, Sentinels, a cluster', () => {
  const settingsOf = (given: Record<string, string>) => {
    const { environment } = services.search as Container
    const all = Object.entries(environment).map(([name, value]) => [name, interpolate(value, { ...secrets, ...given })])
    return Object.fromEntries(all) as Record<string, string>
  }
  const login = `postgres://inkling_search:${secrets.SEARCH_PASSWORD}@`
  expect(settingsOf({})).toMatchObject({
    DATABASE_URL: `${login}postgres:5432/inkling?sslmode=disable`,
    DIRECT_DATABASE_URL: '',
    READ_DATABASE_URLS: '',
    CACHE_REDIS_URL: `redis://inkling:${secrets.CACHE_REDIS_PASSWORD}@redis-cache:6379`,
    AUDIT_SECRET: secrets.AUDIT_SECRET,
  })
  const elsewhere = {
    DATABASE_ADDRESS: 'pgbouncer:6432/inkling?prepare=false',
    DIRECT_DATABASE_ADDRESS: 'db:5432/inkling',
    READ_DATABASE_ADDRESS: 'standby:5432/inkling',
    READ_STALENESS_MS: '500',
    CACHE_REDIS_URL: 'redis+cluster://:p@a:6379,b:6379',
    QUEUE_REDIS_URL: 'redis+sentinel://:p@a:26379/queue',
  }
  expect(settingsOf(elsewhere)).toMatchObject({
    DATABASE_URL: `${login}${elsewhere.DATABASE_ADDRESS}`,
    DIRECT_DATABASE_URL: `${login}${elsewhere.DIRECT_DATABASE_ADDRESS}`,
    READ_DATABASE_URLS: `${login}${elsewhere.READ_DATABASE_ADDRESS}`,
    READ_STALENESS_MS: '500',
    CACHE_REDIS_URL: elsewhere.CACHE_REDIS_URL,
    QUEUE_REDIS_URL: elsewhere.QUEUE_REDIS_URL,
  })
})

it('the commands of the compose file prepare a database, serve it, and end at SIGTERM', async () => {
  const [code] = await once(run('prepare', 0, []), 'exit')
  expect(code).toBe(0)
  const [again] = await once(run('prepare', 0, []), 'exit')
  expect(again).toBe(0)

  running.push(run('maintenance', ports.maintenance), run('gateway', ports.gateway))
  const url = `http://127.0.0.1:${ports.gateway}`
  const authorization = `Bearer ${secrets.OPERATOR_KEY}`
  const headers = { authorization, 'content-type': 'application/json' }
  await vi.waitFor(
    async () => {
      const body = JSON.stringify({ id: 'shop', name: 'Shop' })
      const answer = await fetch(`${url}/api/v1/tenants`, { method: 'POST', headers, body })
      expect(answer.status).toBe(201)
    },
    { timeout: 60_000, interval: 200 },
  )

  // A key that was revoked does not come back with the next deployment.
  const ask = (path: string, init: RequestInit = {}) => fetch(`${url}/api/v1/tenants${path}`, { headers, ...init })
  const body = JSON.stringify({ name: 'next', scopes: ['admin'] })
  const { key } = (await (await ask('/operator/api-keys', { method: 'POST', body })).json()) as { key: string }
  const [, oldId] = String(secrets.OPERATOR_KEY).split('_')
  const asNext = { ...headers, authorization: `Bearer ${key}` }
  expect((await ask(`/operator/api-keys/${oldId}`, { method: 'DELETE', headers: asNext })).status).toBe(204)
  await bootstrapOperator(ownerUrl, String(secrets.OPERATOR_KEY))
  expect(await sql`select from control.api_keys where id = ${String(oldId)}`).toHaveLength(0)

  for (const child of running) child.kill('SIGTERM')
  const codes = await Promise.all(running.map(async (child) => (await once(child, 'exit'))[0]))
  expect(codes).toEqual([0, 0])
})
