import { LRUCache } from 'lru-cache'
import { S3Fifo } from '../src/tiers/s3-fifo.ts'

/** A policy of replacement: whether a key was held when it was asked for; it is held from then on. */
interface Policy {
  ask(key: number): boolean
}

function lru(max: number): Policy {
  const held = new LRUCache<number, true>({ max })
  return {
    ask(key) {
      const isHit = held.get(key) === true
      if (!isHit) held.set(key, true)
      return isHit
    },
  }
}

/** As the memory tier of this package does it. */
function s3Fifo(max: number): Policy {
  const held = new S3Fifo<true>()
  return {
    ask(key) {
      const isHit = held.get(`${key}`) === true
      if (!isHit) held.set(`${key}`, true, 1)
      while (held.size > max) held.evict()
      return isHit
    },
  }
}

/** A generator of numbers from 0 to 1 that is the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Keys by Zipf's law with exponent `s`. */
export function zipf(keys: number, s: number, random: () => number): () => number {
  const sums = new Float64Array(keys)
  let total = 0
  for (let n = 0; n < keys; n++) sums[n] = total += 1 / (n + 1) ** s
  return () => {
    const wanted = random() * total
    let [low, high] = [0, keys - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}

const requests = 400_000
const max = 10_000

function traces(): Readonly<Record<string, number[]>> {
  const random = seeded(1)
  const next = (s: number, keys = 100_000) => {
    const draw = zipf(keys, s, random)
    return Array.from({ length: requests }, draw)
  }
  const hot = next(0.9)
  // A client pages through the catalogue once while others ask as usual.
  const scanned = hot.map((key, n) => (n % 4 === 0 ? 1_000_000 + n : key))
  const loop = Array.from({ length: requests }, (_, n) => n % (max * 1.2))
  return { 'Zipf 0.7': next(0.7), 'Zipf 0.9': hot, 'Zipf 1.1': next(1.1), 'Zipf 0.9, a quarter a scan': scanned, loop }
}

const ratio = (policy: Policy, trace: readonly number[]) =>
  trace.reduce((hits, key) => hits + Number(policy.ask(key)), 0) / trace.length

/** The hit ratio of each policy on each trace, with room for 10,000 of 100,000 keys. */
export const hitRatios = () =>
  Object.entries(traces()).map(([trace, keys]) => ({
    trace,
    lru: ratio(lru(max), keys),
    s3Fifo: ratio(s3Fifo(max), keys),
  }))
