import { hash } from 'node:crypto'
import type { Event } from '@inkling/contracts'
import { isBot } from '@inkling/contracts/is-bot'
import type { Converter, Output } from '../../converter.ts'
import type { SkipReason } from '../../skip-reasons.ts'
import { isTooLong } from '../../to-event.ts'
import type { FormatOptions } from '../format.ts'
import type { AccessLine, ParseAccessLine } from './access-line.ts'
import { DroppedParams } from './dropped-params.ts'
import { isAsset, pageOf } from './page-of.ts'
import { Sessionizer } from './sessionizer.ts'

/**
 * Converts the lines of a web server log to page views. The id of an event is made from the session, the page and the
 * second instead of the place in the file: logs grow and rotate, and an event is recognised in another file.
 */
export class AccessLogEvents implements Converter<Event> {
  readonly #sessionizer = new Sessionizer()
  readonly #parse: ParseAccessLine
  readonly #options: FormatOptions
  readonly #dropped: DroppedParams
  readonly #notes: ReadonlySet<string>

  /** @param notes What the parser assumed, complete when the last line was read. */
  constructor(parse: ParseAccessLine, options: FormatOptions, notes: ReadonlySet<string> = new Set()) {
    this.#notes = notes
    this.#parse = parse
    this.#options = options
    this.#dropped = new DroppedParams(options.pageParams ?? [])
  }

  read(line: string, number: number, output: Output<Event>): void {
    if (line === '') return
    const access = this.#parse(line)
    if (access === 'comment') output.put(number, 'comment', 0)
    else output.put(number, access ? this.#convert(access) : 'malformed', line.length)
  }

  end(output: Output<Event>): void {
    for (const assumed of this.#notes) output.note(assumed)
    const note = this.#dropped.describe()
    if (note !== undefined) output.note(note)
  }

  #convert(access: AccessLine): Event | SkipReason {
    const page = pageOf(access.target, this.#options.pageParams)
    const reason = this.#leaveOut(access, page)
    if (reason) return reason
    this.#dropped.count(access.target)
    const sessionId = this.#sessionizer.sessionOf(access.address, access.agent, access.timeMs)
    const id = hash('sha256', `${sessionId}\n${access.timeMs}\n${page}`).slice(0, 24)
    const occurredAt = new Date(access.timeMs).toISOString()
    return { id, type: this.#options.type, sessionId, itemId: page, occurredAt }
  }

  #leaveOut({ method, status, timeMs, agent, isPrefetch }: AccessLine, page: string): SkipReason | undefined {
    if (method !== 'GET') return 'method'
    if (status !== 304 && (status < 200 || status > 299 || status === partialContent)) return 'status'
    if (page === '') return 'malformed'
    if (isAsset(page)) return 'asset'
    if (isPrefetch) return 'prefetch'
    if (isBot(agent)) return 'bot'
    if (timeMs > this.#options.latestMs) return 'future'
    return isTooLong(page) ? 'longId' : undefined
  }
}

/** The status of a part of a file, of which players and downloads ask many. */
const partialContent = 206
