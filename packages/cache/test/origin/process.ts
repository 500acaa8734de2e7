import { setTimeout } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createCache, keyOf } from '../../src/index.ts'

/** What a process of the test does, and what it tells when it is done. */
export interface Task {
  readonly name: string
  readonly requests: number
  readonly origin: 'answers' | 'fails' | 'hangs' | 'takes long'
}
export interface Outcome {
  readonly values: number
  readonly errors: number
}

const [redisUrl = ''] = process.argv.slice(2)
const caches = createCache({ redisUrl })
const origin = new Redis(redisUrl)
const kinds = {
  answers: { hardTimeoutMs: 5_000, backoffMs: 10_000 },
  fails: { hardTimeoutMs: 5_000, backoffMs: 10_000 },
  hangs: { hardTimeoutMs: 500, backoffMs: 10_000 },
  'takes long': { hardTimeoutMs: 60_000, backoffMs: 10_000 },
}

async function run({ name, requests, origin: kind }: Task): Promise<Outcome> {
  const cache = caches.define<string>({ name, ...kinds[kind] })
  const load = async () => {
    await origin.incr(`calls:${name}`)
    if (kind === 'takes long') setInterval(() => void origin.incr(`beats:${name}`), 500)
    if (kind === 'hangs' || kind === 'takes long') return new Promise<string>(() => {})
    await setTimeout(100)
    if (kind === 'fails') throw new Error('down')
    return 'value'
  }
  const all = await Promise.allSettled(
    Array.from({ length: requests }, () => cache.get(keyOf('acme', 'hot'), load, { tags: ['t'] })),
  )
  const values = all.filter(({ status }) => status === 'fulfilled').length
  return { values, errors: requests - values }
}

process.on('message', (task: Task) => void run(task).then((outcome) => process.send?.(outcome)))
await caches.ready
process.send?.('ready')
