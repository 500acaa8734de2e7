import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@inkling/client'
import type { Finding } from '../game-day.ts'
import type { Stage } from '../stage.ts'

const pollMs = 100

function clientOf({ stack, tenants }: Stage) {
  const [tenant] = tenants
  return createClient({ url: stack.url, apiKey: tenant?.key ?? '' })
}

type Client = ReturnType<typeof clientOf>

/** Starts a training that lasts a few seconds. @returns who may ask for it, and the id of its operation */
export async function startTraining(stage: Stage) {
  const client = clientOf(stage)
  const { id } = await client.createRun({ body: { kind: 'train', options: { tuneSeconds: 3, force: true } } })
  return { client, id }
}

async function stateOf(client: Client, id: string): Promise<string> {
  return (await client.getOperation({ params: { id } })).state
}

export async function until(client: Client, id: string, states: readonly string[], seconds: number): Promise<string> {
  const endMs = performance.now() + seconds * 1_000
  for (;;) {
    const state = await stateOf(client, id)
    if (states.includes(state) || performance.now() > endMs) return state
    await delay(pollMs)
  }
}

export async function succeeds(client: Client, id: string, seconds: number): Promise<Finding[]> {
  const startMs = performance.now()
  const state = await until(client, id, ['succeeded', 'failed', 'cancelled'], seconds)
  const took = ((performance.now() - startMs) / 1_000).toFixed(1)
  const what = `the training that was asked for succeeds within ${seconds} s of the recovery`
  return [{ what, holds: state === 'succeeded', seen: `${state} after ${took} s` }]
}
