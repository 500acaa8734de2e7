/**
 * The cost of one prediction as the data grows: synthetic sessions over 20,000 items, one core, no service.
 *
 *   pnpm bench:predict [--sessions 10000,100000,1000000] [--predictions 5000] [--removed 0]
 *
 * `--removed 0.2` takes a fifth of the items away, as deleted ones are.
 */
import { parseArgs } from 'node:util'
import { seededRandom } from '@inkling/learning'
import { NextItemModel } from '@inkling/predictors'
import { syntheticEvents } from './synthetic-events.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '10000,100000,1000000' },
    predictions: { type: 'string', default: '5000' },
    removed: { type: 'string', default: '0' },
  },
})
const predictions = Number(values.predictions)
const removedShare = Number(values.removed)
const items = 20_000
const contextsKept = 2_000

/** Fills a model. Also returns the contexts of the newest sessions, and how long `apply` took in all. */
function fill(sessions: number) {
  const model = new NextItemModel()
  const contexts: string[][] = []
  let recent: string[] = []
  let session = ''
  let applyMs = 0
  let seen = 0
  for (const { sessionId, itemId, occurredAt } of syntheticEvents({ events: Number.POSITIVE_INFINITY, items })) {
    if (sessionId !== session) {
      if (model.counts.sessions >= sessions) break
      contexts[seen++ % contextsKept] = recent
      recent = []
      session = sessionId
    }
    recent.push(itemId)
    const event = { sessionId, itemId, atMs: Date.parse(occurredAt) }
    const startedMs = performance.now()
    model.apply(event)
    applyMs += performance.now() - startedMs
  }
  return { model, contexts: contexts.filter(({ length }) => length > 0), applyMs }
}

/** The removed items, spread over all; undefined if there are none, as prediction does it. */
function removalsOf({ log }: NextItemModel) {
  const { names } = log.items
  const removed = new Set<string>()
  for (let item = 0; item < names.size; item++)
    if (Math.floor(item * removedShare) < Math.floor((item + 1) * removedShare)) removed.add(names.nameOf(item))
  const from = (itemId: string) => (removed.has(itemId) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)
  return removed.size > 0 ? { removals: { version: 1, from } } : {}
}

function timePredictions(model: NextItemModel, contexts: readonly string[][]): number[] {
  const random = seededRandom(5)
  const removals = removalsOf(model)
  const times = Array.from({ length: predictions + contextsKept }, () => {
    const recent = contexts[Math.floor(random() * contexts.length)] ?? []
    const startedMs = performance.now()
    model.predict({ recent, limit: 20, ...removals })
    return (performance.now() - startedMs) * 1000
  })
  // The first predictions warm up.
  return times.slice(contextsKept).sort((a, b) => a - b)
}

printHead(['sessions', 'events', 'events applied/s', 'p50 µs', 'p99 µs', 'bytes/event'])
for (const sessions of values.sessions.split(',').map(Number)) {
  const { model, contexts, applyMs } = fill(sessions)
  const { events } = model.counts
  const times = timePredictions(model, contexts)
  const at = (share: number) => (times[Math.floor(share * times.length)] ?? Number.NaN).toFixed(0)
  const appliedPerSecond = ((1000 * events) / applyMs).toFixed(0)
  printRow([sessions, events, appliedPerSecond, at(0.5), at(0.99), (model.bytes / events).toFixed(0)])
}
