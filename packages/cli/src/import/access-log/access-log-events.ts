import { hash } from 'node:crypto'
import type { Event } from '@inkling/contracts'
import { isbot } from 'isbot'
import type { Converter, Output } from '../converter.ts'
import type { SkipReason } from '../skip-reasons.ts'
import { isTooLong } from '../to-event.ts'
import { isAsset, pageOf } from './page-of.ts'
import { type AccessLine, parseAccessLine } from './parse-access-line.ts'
import { Sessionizer } from './sessionizer.ts'

const maxRememberedAgents = 10_000

/**
 * Converts the lines of a web server log to page views. The id of an event is made from the session, the page and the
 * second instead of the place in the file: logs grow and rotate, and an event is recognised in another file.
 */
export class AccessLogEvents implements Converter<Event> {
  readonly #sessionizer = new Sessionizer()
  readonly #bots = new Map<string, boolean>()
  readonly #type: string
  readonly #latestMs: number

  constructor({ type, latestMs }: { type: string; latestMs: number }) {
    this.#type = type
    this.#latestMs = latestMs
  }

  read(line: string, number: number, output: Output<Event>): void {
    if (line === '') return
    const access = parseAccessLine(line)
    output.put(number, access ? this.#convert(access) : 'malformed', line.length)
  }

  end(): void {}

  #convert(access: AccessLine): Event | SkipReason {
    const page = pageOf(access.target)
    const reason = this.#leaveOut(access, page)
    if (reason) return reason
    const sessionId = this.#sessionizer.sessionOf(access.address, access.agent, access.timeMs)
    const id = hash('sha256', `${sessionId}\n${access.timeMs}\n${page}`).slice(0, 24)
    return { id, type: this.#type, sessionId, itemId: page, occurredAt: new Date(access.timeMs).toISOString() }
  }

  #leaveOut({ method, status, timeMs, agent }: AccessLine, page: string): SkipReason | undefined {
    if (method !== 'GET') return 'method'
    if ((status < 200 || status > 299) && status !== 304) return 'status'
    if (page === '') return 'malformed'
    if (isAsset(page)) return 'asset'
    if (this.#isBot(agent)) return 'bot'
    if (timeMs > this.#latestMs) return 'future'
    return isTooLong(page) ? 'longId' : undefined
  }

  /** Remembers agents, because matching one takes a microsecond and agents repeat. */
  #isBot(agent: string): boolean {
    const known = this.#bots.get(agent)
    if (known !== undefined) return known
    if (this.#bots.size >= maxRememberedAgents) this.#bots.clear()
    const isBot = isbot(agent)
    this.#bots.set(agent, isBot)
    return isBot
  }
}
