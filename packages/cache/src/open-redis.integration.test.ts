import { rm } from 'node:fs/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { selfSigned, temporaryFolder, testRedis } from '@inkling/testing'
import getPort from 'get-port'
import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, it } from 'vitest'
import { openRedis, type RedisClient } from './open-redis.ts'

const server = await testRedis()
const folder = await temporaryFolder()
const admin = new Redis(server.url)
const opened: RedisClient[] = []
function open(url: string): RedisClient {
  const client = openRedis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 })
  opened.push(client)
  return client
}
afterEach(() => {
  for (const client of opened.splice(0)) client.disconnect()
})
afterAll(() => {
  admin.disconnect()
  return rm(folder, { recursive: true })
})

it.each([
  'CONFIG GET requirepass',
  'FLUSHALL',
  'REPLICAOF 127.0.0.1 1',
  'CLIENT LIST',
  'MONITOR',
  'ACL LIST',
  'SHUTDOWN',
])('the user of services may not %s', async (line) => {
  const [command = '', ...args] = line.split(' ')
  await expect(open(server.serviceUrl).call(command, ...args)).rejects.toThrow(/NOPERM/)
})

it('the user of services reads and writes, runs scripts and hears messages', async () => {
  const client = open(server.serviceUrl)
  expect(await client.eval("redis.call('SET', KEYS[1], 'kept') return redis.call('GET', KEYS[1])", 1, 'a')).toBe('kept')
  expect(await client.xadd('log', '*', 'n', '1')).toBeTypeOf('string')
  expect(await client.publish('news', 'a')).toBe(0)
})

it('speaks TLS to rediss://, and only with a server whose certificate it trusts', async () => {
  const { certFile, keyFile, cert } = await selfSigned(folder)
  const port = await getPort({ host: '127.0.0.1' })
  const files = ['tls-cert-file', certFile, 'tls-key-file', keyFile, 'tls-ca-cert-file', certFile]
  await admin.call('CONFIG', 'SET', ...files, 'tls-auth-clients', 'no', 'tls-port', port)
  const url = server.serviceUrl.replace('redis://', 'rediss://').replace(/:\d+$/, `:${port}`)
  const stranger = open(url)
  stranger.on('error', () => {})
  await expect(stranger.ping()).rejects.toThrow()
  const usual = getCACertificates('default')
  setDefaultCACertificates([...usual, cert])
  try {
    expect(await open(url).ping()).toBe('PONG')
  } finally {
    setDefaultCACertificates(usual)
  }
})
