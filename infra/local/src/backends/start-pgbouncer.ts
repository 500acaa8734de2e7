import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import getPort from 'get-port'
import type { Supervised, Unit } from '../processes/unit.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import { type Place, placeFolder } from './place-folder.ts'
import { requirePgBouncer } from './require-binary.ts'
import { superviseIn } from './supervise-in.ts'

export interface PgBouncerOptions {
  /** The server's own folder; created if it is missing. */
  dir: string
  /** Of the database that it pools connections to. */
  databaseUrl: string
  /** The passwords of the roles that may connect, by name. */
  passwords: Readonly<Record<string, string>>
  onRestart?: Unit['onRestart']
}

export interface PgBouncerServer extends Supervised {
  /** The URL of the database through the pooler, with the user and password of the one that was given. */
  readonly url: string
}

const settings = fileURLToPath(new URL('../../../pgbouncer/pgbouncer.ini', import.meta.url))
const host = '127.0.0.1'
const pollMs = 10

/** Starts a private PgBouncer on the loopback interface, in transaction mode; resolves when it accepts connections. */
export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncerServer> {
  const binary = requirePgBouncer()
  const place = await placeFolder(options.dir)
  const port = await getPort({ host })
  await writeSettings(place, options, port)
  const server = superviseIn(place, {
    name: 'pgbouncer',
    command: binary,
    args: [join(place.path, 'pgbouncer.ini')],
    pidFile: 'pgbouncer.pid',
    whenReady: (ended) => accepts(port, ended),
    onRestart: options.onRestart,
  })
  await server.start()
  return Object.assign(server, { url: throughPort(options.databaseUrl, port) })
}

/** The driver sends statements without a name: a named one would be known to one of the server's connections only. */
function throughPort(databaseUrl: string, port: number): string {
  const url = Object.assign(new URL(databaseUrl), { hostname: host, port })
  url.searchParams.set('prepare', 'false')
  return url.href
}

async function writeSettings({ path, identity }: Place, options: PgBouncerOptions, port: number): Promise<void> {
  const { hostname, port: databasePort, pathname } = new URL(options.databaseUrl)
  const listen = [`listen_addr = ${host}`, `listen_port = ${port}`, 'unix_socket_dir =', 'pidfile = pgbouncer.pid']
  const users = Object.entries(options.passwords).map(([role, password]) => `"${role}" "${password}"\n`)
  const files = {
    'pgbouncer.ini': await readFile(settings, 'utf8'),
    'databases.ini': `[databases]\n${pathname.slice(1)} = host=${hostname} port=${databasePort || 5_432}\n`,
    'listen.ini': `${listen.join('\n')}\n`,
    'users.txt': users.join(''),
  }
  for (const [name, text] of Object.entries(files)) await writePrivateFile(join(path, name), text, identity)
}

async function accepts(port: number, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const socket = connect(port, host)
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await sleep(pollMs)
  }
}
