import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { removeDataFolder, startRedis } from '@inkling/local'
import { type Contestant, contestants, type Value } from './contestants.ts'
import { hitRatios } from './hit-ratio.ts'
import { restart } from './restart.ts'

const rounds = 5
const hotKeys = 1_000
const hotReads = 100_000
const sharedKeys = 2_000
const atOnce = 100
const load = async (id: string): Promise<Value> => ({ id, text: 'x'.repeat(300) })
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

async function inParallel(ids: readonly string[], get: (id: string) => Promise<unknown>): Promise<void> {
  const left = ids.values()
  const worker = async () => {
    for (const id of left) await get(id)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** Operations per second of `work`. */
async function speed(operations: number, work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return (operations * 1_000) / (performance.now() - startedMs)
}

const hot = Array.from({ length: hotKeys }, (_, n) => `hot-${n}`)
const readHot = ({ get }: Contestant) =>
  speed(hotReads, async () => {
    for (let n = 0; n < hotReads; n++) await get(hot[n % hotKeys] as string)
  })

/** Values that another process has stored, each read once. */
async function readShared(writer: Contestant, reader: Contestant, name: string): Promise<number> {
  const ids = Array.from({ length: sharedKeys }, (_, n) => `${name}-${n}`)
  await inParallel(ids, writer.get)
  await setTimeout(100)
  return speed(sharedKeys, () => inParallel(ids, reader.get))
}

/** Of 100 requests, 95 hit memory, 4 Redis and one the origin. */
async function readMixed(writer: Contestant, reader: Contestant, name: string): Promise<number> {
  const operations = 25_000
  const shared = Array.from({ length: operations / 25 }, (_, n) => `${name}-s${n}`)
  await inParallel(shared, writer.get)
  await inParallel(hot, reader.get)
  const ids = Array.from({ length: operations }, (_, n) => {
    if (n % 25 === 0) return shared[n / 25] as string
    return n % 100 === 1 ? `${name}-m${n}` : (hot[n % hotKeys] as string)
  })
  return speed(operations, () => inParallel(ids, reader.get))
}

const dir = await mkdtemp(join(tmpdir(), 'cache-bench-'))
const redis = await startRedis({ dir: join(dir, 'redis'), kind: 'cache' })
const names = Object.keys(contestants)
const results = new Map(names.map((name) => [name, { l1: [], l2: [], mixed: [] } as Record<string, number[]>]))
for (let round = 0; round < rounds; round++)
  for (const [name, open] of Object.entries(contestants)) {
    const [writer, reader] = [await open(redis.url, load), await open(redis.url, load)]
    await inParallel(hot, reader.get)
    await readHot(reader)
    const result = results.get(name)
    result?.l1?.push(await readHot(reader))
    result?.l2?.push(await readShared(writer, reader, `${name}-${round}`))
    result?.mixed?.push(await readMixed(writer, reader, `${name}-${round}`))
    await Promise.all([writer.close(), reader.close()])
  }

const giveUpMs = 2_000

/** Four instances, as four processes have them; a thousand requests at once for a key whose origin fails or hangs. */
async function callsOf(name: string, kind: 'failing' | 'hanging'): Promise<number> {
  let calls = 0
  const fail = async (): Promise<Value> => {
    calls++
    await setTimeout(kind === 'hanging' ? 10 * giveUpMs : 20, undefined, { ref: kind === 'failing' })
    throw new Error('down')
  }
  const open = contestants[name]
  if (!open) return 0
  const four = await Promise.all([1, 2, 3, 4].map(() => open(redis.url, fail)))
  const requests = Array.from({ length: 1_000 }, (_, n) => four[n % 4]?.get(`${name}-${kind}`))
  await Promise.race([Promise.allSettled(requests), setTimeout(giveUpMs)])
  await Promise.all(four.map((one) => one.close()))
  return calls
}

const thousands = (each: number) => Math.round(each / 1_000)
console.log(
  '| Cache | L1 hits, thousand/s | µs per L1 hit | L2 hits, thousand/s | mixed, thousand/s | calls of a failing origin | of a hanging one |',
)
console.log('|---|---|---|---|---|---|---|')
for (const name of names) {
  const { l1 = [], l2 = [], mixed = [] } = results.get(name) ?? {}
  const cells = [thousands(median(l1)), (1e6 / median(l1)).toFixed(2), thousands(median(l2)), thousands(median(mixed))]
  console.log(`| ${name} | ${[...cells, await callsOf(name, 'failing'), await callsOf(name, 'hanging')].join(' | ')} |`)
}
console.log('\n| Trace | LRU | S3-FIFO |\n|---|---|---|')
for (const { trace, lru, s3Fifo } of hitRatios())
  console.log(`| ${trace} | ${(100 * lru).toFixed(1)} % | ${(100 * s3Fifo).toFixed(1)} % |`)
console.log('\n| Memory hits | before a restart | after it |\n|---|---|---|')
for (const isWarm of [false, true]) {
  const { before, after } = await restart(redis.url, isWarm)
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  console.log(`| ${isWarm ? 'kept warm' : 'not kept warm'} | ${percent(before)} | ${percent(after)} |`)
}
await redis.stop()
await removeDataFolder(dir)
