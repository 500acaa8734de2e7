import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { redisUser, serviceNames } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import { execa } from 'execa'
import { beforeAll, expect, it } from 'vitest'

const program = fileURLToPath(new URL('../src/new-machine.ts', import.meta.url))
const folder = await temporaryFolder()
const run = (...args: string[]) => execa(process.execPath, [program, folder, ...args], { reject: false })
const settings = async (name: string) => parseEnv(await readFile(join(folder, `${name}.env`), 'utf8'))

beforeAll(async () => {
  const { exitCode } = await run('--replicas', 'gateway=2', '--hosts', '10.0.0.2,10.0.0.3', '--data-host', '10.0.0.1')
  expect(exitCode).toBe(0)
})

it('only the owner can read what holds a secret', async () => {
  const files = await readdir(folder, { withFileTypes: true })
  const secret = files.filter((file) => file.isFile())
  expect(secret.length).toBeGreaterThan(10)
  for (const { name } of secret) expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0)
})

it('each process connects as its own role, with the password that the preparation gives it', async () => {
  const prepared = await settings('prepare')
  for (const name of serviceNames) {
    const { SERVICE, DATABASE_URL = '' } = await settings(name)
    expect(SERVICE).toBe(name)
    const { username, password, hostname } = new URL(DATABASE_URL)
    expect({ username, password, hostname }).toEqual({
      username: `inkling_${name}`,
      password: prepared[`${name.toUpperCase()}_PASSWORD`],
      hostname: '10.0.0.1',
    })
  }
})

it('callers and the edge know each process of each host', async () => {
  const addresses = ['10.0.0.2:8080', '10.0.0.2:8081', '10.0.0.3:8080', '10.0.0.3:8081']
  expect((await settings('common')).GATEWAY_URL?.split(',')).toEqual(addresses.map((address) => `http://${address}`))
  expect([(await settings('gateway')).PORT, (await settings('gateway-2')).PORT]).toEqual(['8080', '8081'])
  const listed = await readFile(join(folder, 'edge/site/gateways.conf'), 'utf8')
  expect([...listed.matchAll(/^server (\S+) /gm)].map(([, address]) => address)).toEqual(addresses)
})

it('the Redis servers know the services by name and password, and have a password of their own for the rest', async () => {
  const { CACHE_REDIS_URL = '', QUEUE_REDIS_URL = '' } = await settings('common')
  for (const [kind, url] of [
    ['cache', new URL(CACHE_REDIS_URL)],
    ['queue', new URL(QUEUE_REDIS_URL)],
  ] as const) {
    const lines = (await readFile(join(folder, `redis-inkling-${kind}.conf`), 'utf8')).split('\n')
    expect(lines).toEqual(expect.arrayContaining([redisUser(url.password), `port ${url.port}`, 'bind 10.0.0.1']))
    expect(url.username).toBe('inkling')
    expect(lines.find((line) => line.startsWith('requirepass'))).toMatch(/^requirepass \w{20,}$/)
    expect(lines).not.toContain(`requirepass ${url.password}`)
  }
})

it('a folder that has settings keeps them', async () => {
  const before = await settings('common')
  expect(await run()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('has settings already') })
  expect(await settings('common')).toEqual(before)
})
