/**
 * Writes the settings of an installation without containers into a folder: new secrets, an environment file for each
 * unit of infra/systemd, and what Postgres, two Redis servers and the edge need.
 *
 *   node infra/deploy/src/new-machine.ts /etc/inkling [--replicas gateway=2,prediction=2]
 *     [--hosts 10.0.0.2,10.0.0.3] [--data-host 10.0.0.1]
 *
 * Each of the hosts runs all processes; the folder is that of the first, and is copied to the others with their own
 * HOST in common.env. Postgres and Redis run on the data host.
 */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  newPasswords,
  randomSecret,
  readReplicas,
  redisServiceUrl,
  redisSettings,
  redisUser,
  roleUrl,
  type ServiceName,
  serviceNames,
} from '@inkling/local'
import { newSecrets, passwordSettings } from './secrets.ts'

const loopback = '127.0.0.1'
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    replicas: { type: 'string', default: 'gateway=2' },
    hosts: { type: 'string', default: loopback },
    'data-host': { type: 'string', default: loopback },
  },
})
const [given] = positionals
if (!given) throw new Error('Name the folder, such as /etc/inkling')
const folder = resolve(given)
if (existsSync(join(folder, 'common.env')))
  throw new Error(`${folder} has settings already, and new secrets would open nothing: name another folder`)

const replicas = readReplicas(values.replicas)
const hosts = values.hosts.split(',').map((host) => host.trim())
const dataHost = values['data-host']
const [secrets, passwords] = [newSecrets(), newPasswords()]
const redisServers = {
  cache: { port: 6380, password: secrets.CACHE_REDIS_PASSWORD },
  queue: { port: 6381, password: secrets.QUEUE_REDIS_PASSWORD },
}
const firstPorts = { gateway: 8080, prediction: 8180, suggestion: 8280, search: 8380, maintenance: 8480, worker: 8580 }

const portsOf = (name: ServiceName) => Array.from({ length: replicas[name] ?? 1 }, (_, n) => firstPorts[name] + n)
const addressesOf = (name: ServiceName) => hosts.flatMap((host) => portsOf(name).map((port) => `${host}:${port}`))
const urlsOf = (name: ServiceName) => addressesOf(name).map((address) => `http://${address}`)
const sslMode = dataHost === loopback ? 'disable' : 'require'
const ownerUrl = `postgres://inkling_owner:${secrets.OWNER_PASSWORD}@${dataHost}:5432/inkling?sslmode=${sslMode}`
const redisUrl = ({ port, password }: { port: number; password: string }) =>
  redisServiceUrl(password, `${dataHost}:${port}`)

/** Only its owner can read it. */
const write = (name: string, lines: readonly string[]) =>
  writeFile(join(folder, name), `${lines.join('\n')}\n`, { mode: 0o600 })
const writeSettings = (name: string, settings: Readonly<Record<string, string | number | undefined>>) =>
  write(
    `${name}.env`,
    Object.entries(settings).map(([key, value]) => `${key}=${value}`),
  )

await mkdir(join(folder, 'edge/site'), { recursive: true, mode: 0o700 })
await writeSettings('common', {
  HOST: hosts[0],
  SIGNING_SECRET: secrets.SIGNING_SECRET,
  AUDIT_SECRET: secrets.AUDIT_SECRET,
  CACHE_REDIS_URL: redisUrl(redisServers.cache),
  QUEUE_REDIS_URL: redisUrl(redisServers.queue),
  ...Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, urlsOf(name).join()])),
  TRACE_STORE_URL: urlsOf('maintenance')[0],
  TRUST_PROXY: 1,
  DRAIN_MS: 5000,
})
for (const name of serviceNames)
  for (const [n, port] of portsOf(name).entries())
    await writeSettings(n === 0 ? name : `${name}-${n + 1}`, {
      SERVICE: name,
      PORT: port,
      DATABASE_URL: roleUrl(ownerUrl, name, passwords),
      NODE_FLAGS: ['gateway', 'prediction', 'suggestion'].includes(name) ? '--max-semi-space-size=32' : '',
    })
await writeSettings('prepare', {
  OWNER_DATABASE_URL: ownerUrl,
  OPERATOR_KEY: secrets.OPERATOR_KEY,
  ...passwordSettings(passwords),
})

await write('owner.sql', [
  `create role inkling_owner login createrole password '${secrets.OWNER_PASSWORD}';`,
  'create database inkling owner inkling_owner;',
])
for (const kind of ['cache', 'queue'] as const)
  await write(`redis-inkling-${kind}.conf`, [
    `bind ${dataHost}`,
    `port ${redisServers[kind].port}`,
    // Who may do everything.
    `requirepass ${randomSecret()}`,
    redisUser(redisServers[kind].password),
    'dir /var/lib/redis',
    `appenddirname inkling-${kind}`,
    `pidfile /run/redis-inkling-${kind}/redis-server.pid`,
    ...redisSettings(kind, '256mb'),
  ])
const edge = fileURLToPath(new URL('../../nginx/', import.meta.url))
for (const name of ['nginx.conf', 'site/listen.conf', 'site/http-redirect.conf'])
  await copyFile(join(edge, name), join(folder, 'edge', name))
await write(
  'edge/site/gateways.conf',
  addressesOf('gateway').map((address) => `server ${address} max_fails=2 fail_timeout=5s;`),
)
console.log(`${folder} has the settings. Keep a copy elsewhere: the stores open with these secrets only.`)
