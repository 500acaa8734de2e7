import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type InklingClient } from '@inkling/client'
import { demoEvents } from './events/demo-events.ts'
import { demoItems } from './items/demo-items.ts'
import { untilCalm } from './until-calm.ts'

export interface DemoTarget {
  dataDir: string
  url: string
  apiKey: string
}

const itemsPerRequest = 500
const eventsPerRequest = 1_000
/** Reading a run is background work, too. */
const pollMs = 1_000
/** Just started services of a busy machine refuse work for some seconds, again and again. */
const retries = 60
const seed = 1

const markerOf = (dataDir: string) => join(dataDir, 'demo-loaded')

export const isDemoLoaded = (dataDir: string): boolean => existsSync(markerOf(dataDir))

/**
 * Fills the demo tenant through the public API, trains it, and notes in `dataDir` that this is done. Every item and
 * event has an id, so a load that was cut short can be repeated.
 */
export async function loadDemo(target: DemoTarget, report: (progress: string) => void): Promise<void> {
  const client = createClient({ url: target.url, apiKey: target.apiKey, retries })
  await loadItems(client, report)
  await loadEvents(client, report)
  // Runs are background work, which the gateway refuses first, and loading has made it busy.
  report('waiting until the gateway is less busy')
  await untilCalm(target.url)
  await train(client, report)
  await writeFile(markerOf(target.dataDir), '')
}

async function loadItems(client: InklingClient, report: (progress: string) => void) {
  const items = demoItems()
  for (const body of inParts(items, itemsPerRequest)) {
    const { results } = await client.putItems({ body })
    const rejected = results.find(({ error }) => error)
    if (rejected) throw new Error(`Inkling rejected the demo item ${rejected.id}: ${rejected.error?.detail}`)
  }
  report(`${items.length} items`)
}

async function loadEvents(client: InklingClient, report: (progress: string) => void) {
  const events = demoEvents({ seed, nowMs: Date.now() })
  let loaded = 0
  for (const body of inParts(events, eventsPerRequest)) {
    const { rejected } = await client.postEvents({ body }, { retry: true })
    if (rejected[0]) throw new Error(`Inkling rejected a demo event: ${rejected[0].detail}`)
    loaded += body.length
    report(`${loaded} of ${events.length} events`)
  }
}

async function train(client: InklingClient, report: (progress: string) => void) {
  let run = await client.createRun({ body: { kind: 'train' } }, { retry: true })
  while (run.state === 'queued' || run.state === 'running') {
    report(`training, ${Math.round(run.progress * 100)} %`)
    await sleep(pollMs)
    run = await client.getOperation({ params: { id: run.id } })
  }
  if (run.state !== 'succeeded') throw new Error(`the train run of the demo ended as ${run.state}: ${run.error}`)
}

function* inParts<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}
