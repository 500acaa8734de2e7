import { join } from 'node:path'
import getPort from 'get-port'
import type { Supervised } from '../processes/unit.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import { placeFolder } from './place-folder.ts'
import { requireRedis } from './require-binary.ts'
import { answers } from './start-redis.ts'
import { superviseIn } from './supervise-in.ts'

export interface SentinelServerOptions {
  /** The server's own folder; created if it is missing. */
  dir: string
  /** Of the master, for those who ask for it. */
  name: string
  masterUrl: string
}

/** A master that is silent for so long is down. */
const downAfterMs = 1_000

/** Starts a Sentinel on the loopback interface, which decides alone; in production there are three. */
export async function startSentinel(options: SentinelServerOptions): Promise<Supervised & { readonly url: string }> {
  const { name, masterUrl } = options
  const binary = await requireRedis()
  const place = await placeFolder(options.dir)
  const port = await getPort({ host: '127.0.0.1' })
  const { hostname, port: masterPort, password } = new URL(masterUrl)
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(place.path)}`,
    `pidfile ${JSON.stringify(join(place.path, 'redis.pid'))}`,
    'set-proc-title no',
    `sentinel monitor ${name} ${hostname} ${masterPort} 1`,
    `sentinel auth-pass ${name} ${password}`,
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
    `sentinel failover-timeout ${name} ${10 * downAfterMs}`,
  ]
  await writePrivateFile(join(place.path, 'sentinel.conf'), `${lines.join('\n')}\n`, place.identity)
  const server = superviseIn(place, {
    name: 'redis-sentinel',
    command: binary,
    args: [join(place.path, 'sentinel.conf'), '--sentinel'],
    pidFile: 'redis.pid',
    whenReady: (ended) => answers(`redis://127.0.0.1:${port}`, ended),
  })
  await server.start()
  return Object.assign(server, { url: `redis+sentinel://:${password}@127.0.0.1:${port}/${name}` })
}
