import { setTimeout as sleep } from 'node:timers/promises'
import type { Exchange, Party } from './party.ts'

/** What changes by itself: rankings, counts, runs, experiments that stop, and lists of what happened. */
const moving = [
  ...['/search/queries', '/search/completions', '/predictions', '/learning/metrics', '/learning/patterns'],
  ...['/learning/weights', '/receipts', '/usage', '/audit-log', '/operations', '/users', '/maintenance/runs'],
  ...['/maintenance/changes', '/maintenance/dead-letters', '/experiments', '/learning/league'],
]
const isMoving = (path: string) => path === '/search' || moving.some((start) => path.startsWith(start))
const states = /"(?:state|status|stoppedAt|revokedAt)":"?[^",}]+/g
const readings = 3
const apartMs = 700
const most = 80

/** A part of the tenant's data that does not change unless somebody changes it. */
interface Part {
  readonly exchange: Exchange
  readonly signature: string
}

/**
 * What the tenant reads of its own settings and items: which of its words stand in each answer, and in which state
 * things are. What differs between readings is left out.
 */
export async function takePicture(party: Party): Promise<readonly Part[]> {
  const asked = new Map(
    party
      .exchanges()
      .filter(isSteady)
      .map((exchange) => [exchange.asked.path, exchange]),
  )
  let parts: readonly Part[] = []
  for (let n = 0; n < readings; n++) {
    const read = await readParts(party, n === 0 ? [...asked.values()].slice(0, most) : parts.map((one) => one.exchange))
    parts = n === 0 ? read : read.filter(({ signature }, index) => signature === parts[index]?.signature)
    if (n < readings - 1) await sleep(apartMs)
  }
  return parts
}

/** The parts that differ now, and still do after some seconds. */
export async function changedParts(party: Party, picture: readonly Part[]): Promise<string[]> {
  let differing = picture
  for (let tries = 0; tries < 6 && differing.length > 0; tries++) {
    if (tries > 0) await sleep(apartMs)
    const now = await readParts(
      party,
      differing.map(({ exchange }) => exchange),
    )
    differing = differing.filter(({ signature }, index) => now[index]?.signature !== signature)
  }
  return differing.map(({ exchange }) => `${exchange.asked.method} ${exchange.asked.path}`)
}

const isSteady = ({ call, asked }: Exchange) =>
  call.method === 'GET' && call.limit === undefined && !isMoving(call.path) && !asked.path.includes('cursor=')

async function readParts(party: Party, exchanges: readonly Exchange[]): Promise<Part[]> {
  const parts: Part[] = []
  for (const exchange of exchanges) {
    const { status, text } = await party.ask(exchange.call, exchange.asked)
    const words = party.vault.secretsIn(text).map(([secret]) => secret)
    const signature = [status, ...words.toSorted(), ...(text.match(states) ?? []).toSorted()].join(' ')
    parts.push({ exchange, signature })
  }
  return parts
}
