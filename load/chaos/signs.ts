import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogSign, MetricSign } from './game-day.ts'
import type { Stage } from './stage.ts'

const sampleMs = 500
const scrapeTimeoutMs = 1_000

/** Reads a metric twice a second until it is stopped. */
export function watchMetric({ stack }: Stage, { service, name, labels = '' }: MetricSign) {
  const values: number[] = []
  const url = service === 'gateway' ? stack.url : stack.serviceUrls[service as keyof typeof stack.serviceUrls]
  const read = async () => {
    const headers = { authorization: `Bearer ${stack.adminKey}` }
    const answer = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(scrapeTimeoutMs) })
    values.push(sumOf(await answer.text(), name, labels))
  }
  const first = read().catch(() => {})
  const timer = setInterval(() => void read().catch(() => {}), sampleMs)
  return {
    first,
    /** The values at the beginning and where it was farthest from there; undefined if it could not be read. */
    stop(): { before: number; farthest: number } | undefined {
      clearInterval(timer)
      const [before] = values
      if (before === undefined) return undefined
      const distance = (value: number) => Math.abs(value - before)
      return { before, farthest: values.reduce((far, value) => (distance(value) > distance(far) ? value : far)) }
    },
  }
}

function sumOf(text: string, name: string, labels: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)))
  const meant = lines.filter((line) => line.includes(labels))
  return meant.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

const logFile = ({ stack }: Stage, service: string) => join(stack.logsFolder, `${service}.log`)

/** Where the log of a service ends now. */
export const endOfLog = async (stage: Stage, { service }: LogSign): Promise<number> =>
  (await stat(logFile(stage, service)).catch(() => undefined))?.size ?? 0

/** The first line after `from` that holds the text, without what tells the place and time of the run. */
export async function findLine(stage: Stage, { service, text }: LogSign, from: number): Promise<string | undefined> {
  const written = (await readFile(logFile(stage, service))).subarray(from).toString()
  const line = written.split('\n').find((each) => each.includes(text))
  if (line === undefined) return undefined
  try {
    const { level, msg, err } = JSON.parse(line) as { level: string; msg: string; err?: { message?: string } }
    return [level, msg, err?.message !== msg ? err?.message : undefined].filter(Boolean).join(': ')
  } catch {
    return text
  }
}
