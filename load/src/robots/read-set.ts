import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { seededRandom } from '@inkling/learning'
import type { EvaluateOptions, UsageEvent } from '@inkling/predictors'
import { syntheticEvents } from '../synthetic-events.ts'
import { pauseOf } from './mix-robots.ts'

/** People alone; `validation` as in the options of an evaluation. */
export interface People extends Pick<EvaluateOptions, 'train' | 'test' | 'validation'> {
  readonly name: string
}

function readEvents(folder: string, file: string): UsageEvent[] {
  const [, ...lines] = gunzipSync(readFileSync(join(folder, file)))
    .toString()
    .trim()
    .split('\n')
  return lines
    .map((line): UsageEvent => {
      const [sessionId = '', userId = '', itemId = '', seconds] = line.split(',')
      return { sessionId, ...(userId !== '' && { userId }), itemId, atMs: Number(seconds) * 1_000 }
    })
    .sort((a, b) => a.atMs - b.atMs)
}

/**
 * A set is a folder with `train.csv.gz`, `test.csv.gz` and perhaps `valid.csv.gz` (session_id, user_id, item_id,
 * timestamp). If each session of the test is one event, one is left out: the others of the session are in the two other
 * files. Else validation counts as test.
 */
export function readSet(folder: string, name: string, mostEvents: number): People {
  const of = (file: string) => (existsSync(join(folder, name, file)) ? readEvents(join(folder, name), file) : [])
  const [train, validation, tested] = [of('train.csv.gz').slice(-mostEvents), of('valid.csv.gz'), of('test.csv.gz')]
  const isOneLeftOut = new Set(tested.map(({ sessionId }) => sessionId)).size === tested.length
  return { name, train, ...(isOneLeftOut ? { test: tested, validation } : { test: [...validation, ...tested] }) }
}

/** People who stay on each page for very different times. */
export function syntheticSet(mostEvents: number): People {
  const random = seededRandom(5)
  const at = new Map<string, number>()
  const all = [...syntheticEvents({ events: Math.ceil(mostEvents * 1.1), items: 2_000 })].map(
    ({ sessionId, itemId, occurredAt }): UsageEvent => {
      const atMs = (at.get(sessionId) ?? Date.parse(occurredAt)) + pauseOf(random)
      at.set(sessionId, atMs)
      return { sessionId, itemId, atMs }
    },
  )
  return { name: 'synthetic', train: all.slice(0, mostEvents), test: all.slice(mostEvents) }
}
