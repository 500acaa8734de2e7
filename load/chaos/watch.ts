import { setTimeout as delay } from 'node:timers/promises'
import { kindNames } from '../src/mix/kinds.ts'
import { outcomeOf, type Sent, seenBy } from '../src/mix/sent.ts'
import { Traffic } from '../src/mix/traffic.ts'
import { accountForEvents } from './lost-events.ts'
import { setStage } from './stage.ts'

interface WatchOptions {
  readonly perSecond: number
  readonly seconds: number
  /** A running gateway, and a key for it; without them a private stack is started. */
  readonly url: string | undefined
  readonly key: string | undefined
}

/** A second in which this share of the requests was good counts as well. */
const wellShare = 0.95

/** Sends the mix while a person kills what he likes, prints a line per second, and says at the end what happened. */
export async function watch({ perSecond, seconds, url, key }: WatchOptions): Promise<void> {
  const stage = url && key ? undefined : await setStage(perSecond)
  if (stage) announce(stage.stack)
  const traffic =
    stage?.traffic ?? new Traffic({ url: url ?? '', tenants: [{ id: 'given', key: key ?? '' }], perSecond })
  const startMs = performance.now()
  for (let second = 0; second < seconds; second++) {
    await delay(Math.max(0, startMs + (second + 1) * 1_000 - performance.now()))
    console.log(`${String(second).padStart(4)} s  ${summary(within(traffic.sent, startMs, second))}`)
  }
  await traffic.stop()
  report(traffic.sent, startMs, seconds)
  const ownerUrl = stage?.stack.ownerUrl
  console.log(
    ownerUrl ? lostLine(await accountForEvents(ownerUrl, traffic.sent)) : await askAgain(traffic.sent, url, key),
  )
  await stage?.stop()
}

function announce({ services, postgres, cacheRedis, queueRedis, url }: Awaited<ReturnType<typeof setStage>>['stack']) {
  console.log(`The gateway is ${url}. Kill, stop (-STOP) and continue (-CONT) what you like:`)
  for (const { name, pid } of [...Object.values(services), postgres, cacheRedis, queueRedis])
    console.log(`  ${name.padEnd(14)} kill -9 ${pid}`)
}

const within = (sent: readonly Sent[], startMs: number, second: number) =>
  sent.filter(({ atMs }) => atMs >= startMs + second * 1_000 && atMs < startMs + (second + 1) * 1_000)

function summary(sent: readonly Sent[]): string {
  const open = sent.filter(({ tookMs }) => tookMs === undefined).length
  const ended = seenBy(sent.filter(({ tookMs }) => tookMs !== undefined))
  return open > 0 ? `${ended}, ${open} under way` : ended
}

/** For each kind of call, from which second to which second it was not well. */
function report(sent: readonly Sent[], startMs: number, seconds: number): void {
  console.log(`\nOf ${sent.length} requests: ${summary(sent)}.`)
  for (const kind of kindNames) {
    const ofKind = sent.filter((one) => one.kind === kind)
    const isBad = (second: number) => {
      const those = within(ofKind, startMs, second)
      return those.filter((one) => outcomeOf(one) === 'ok').length < wellShare * those.length - 1
    }
    const spans = spansOf(seconds, isBad)
    const text = spans.map(([from, to]) => spanText(ofKind, startMs, from, to))
    console.log(`${kind}: ${text.join('; ') || 'well all the time'}`)
  }
}

function spansOf(seconds: number, isBad: (second: number) => boolean): [number, number][] {
  const spans: [number, number][] = []
  for (let second = 0; second < seconds; second++) {
    if (!isBad(second)) continue
    const last = spans.at(-1)
    if (last && last[1] === second) last[1] = second + 1
    else spans.push([second, second + 1])
  }
  return spans
}

function spanText(sent: readonly Sent[], startMs: number, from: number, to: number): string {
  const those = sent.filter(({ atMs }) => atMs >= startMs + from * 1_000 && atMs < startMs + to * 1_000)
  return `not well from second ${from} to ${to}, well again after ${to - from} s (${summary(those)})`
}

const lostLine = ({ acknowledged, lost }: { acknowledged: number; lost: number }) =>
  `${acknowledged} events were acknowledged; ${lost} of them are not in Postgres.`

/** Sends the acknowledged events again: each that is stored counts as a duplicate, and each that is not was lost. */
async function askAgain(sent: readonly Sent[], url = '', key = ''): Promise<string> {
  const ids = sent.flatMap(({ eventId, status }) => (eventId !== undefined && status === 202 ? [eventId] : []))
  let lost = 0
  for (let from = 0; from < ids.length; from += 1_000) {
    const body = ids
      .slice(from, from + 1_000)
      .map((id) => ({ id, type: 'view', sessionId: 'read-back', itemId: 'item-0' }))
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (answer.status !== 202) return `The events could not be read back: ${answer.status}`
    lost += ((await answer.json()) as { accepted: number }).accepted
  }
  return lostLine({ acknowledged: ids.length, lost })
}
