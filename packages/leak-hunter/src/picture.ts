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
/** The run that a schedule submitted last. It changes when the schedule is due. */
const lastRun = /"lastRunId":"[^"]*"/g
const readings = 3
const apartMs = 700
const most = 80

/** A part of the tenant's data that does not change unless somebody changes it. */
interface Part {
  readonly exchange: Exchange
  /** Undefined if the gateway could not answer now. */
  readonly signature: string | undefined
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
    const isSame = ({ signature }: Part, index: number) => n === 0 || signature === parts[index]?.signature
    parts = read.filter((part, index) => part.signature !== undefined && isSame(part, index))
    if (n < readings - 1) await sleep(apartMs)
  }
  return parts
}

/** The parts that differ now, and still do after some seconds. */
export async function changedParts(party: Party, picture: readonly Part[]): Promise<string[]> {
  let differing = picture
  let present: readonly Part[] = []
  for (let tries = 0; tries < 6 && differing.length > 0; tries++) {
    if (tries > 0) await sleep(apartMs)
    present = await readParts(
      party,
      differing.map(({ exchange }) => exchange),
    )
    const differs = differing.map(({ signature }, index) => {
      const now = present[index]?.signature
      return now !== undefined && now !== signature
    })
    present = present.filter((_, index) => differs[index])
    differing = differing.filter((_, index) => differs[index])
  }
  return differing.map(
    ({ exchange, signature }, index) =>
      `${exchange.asked.method} ${exchange.asked.path}: ${signature}, now ${present[index]?.signature}`,
  )
}

const isSteady = ({ call, asked }: Exchange) =>
  call.method === 'GET' && call.limit === undefined && !isMoving(call.path) && !asked.path.includes('cursor=')

async function readParts(party: Party, exchanges: readonly Exchange[]): Promise<Part[]> {
  const parts: Part[] = []
  for (const exchange of exchanges) {
    const { status, text } = await party.ask(exchange.call, exchange.asked)
    const words = party.vault.secretsIn(text.replace(lastRun, '')).map(([secret]) => secret)
    const known = [status, ...words.toSorted(), ...(text.match(states) ?? []).toSorted()].join(' ')
    const signature = status === 429 || status >= 500 ? undefined : known
    parts.push({ exchange, signature })
  }
  return parts
}
