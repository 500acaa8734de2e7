import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeFlags, type Stack } from '@inkling/local'
import type { Forked } from './fork-server.ts'

const entry = new URL('../../../services/gateway/src/start/server.ts', import.meta.url)
/** Well within the limit of requests without a key. */
const pollMs = 250

/** Starts one more gateway on the stack's Postgres and Redis, whose every service is at `upstreamUrl`. */
export async function forkGateway({ ownerUrl, cacheRedis }: Stack, upstreamUrl: string, secret: string) {
  const port = await freePort()
  const child = fork(entry, {
    execArgv: nodeFlags('gateway'),
    env: {
      NODE_ENV: 'production',
      MALLOC_ARENA_MAX: '2',
      LOG_LEVEL: 'warn',
      LOAD_LEVEL: 'normal',
      PORT: String(port),
      DATABASE_URL: ownerUrl,
      CACHE_REDIS_URL: cacheRedis.url,
      SIGNING_SECRET: secret,
      PREDICTION_URL: upstreamUrl,
      SUGGESTION_URL: upstreamUrl,
      SEARCH_URL: upstreamUrl,
      MAINTENANCE_URL: upstreamUrl,
      WORKER_URL: upstreamUrl,
    },
  })
  const url = `http://127.0.0.1:${port}`
  while (child.exitCode === null && !(await isReady(url))) await sleep(pollMs)
  return { child, url } satisfies Forked
}

const isReady = (url: string) =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address !== 'object' || !address) throw new Error('freePort: the server has no port')
  return address.port
}
