import type { Asked } from './requests.ts'

/** Something of one tenant that the other one saw, changed or could tell from nothing. */
export interface Leak {
  /**
   * - `secret`: an answer or a stream holds one;
   * - `existence`: what is the victim's is answered unlike what is absent;
   * - `accepted`: a forged credential, a cursor or a receipt of the victim was taken;
   * - `changed`: the victim's data is not what it was;
   * - `written`: a word of the attacker stands in it;
   * - `output`: a metric, a log or a trace holds a word that a tenant chose.
   */
  readonly kind: 'secret' | 'existence' | 'accepted' | 'changed' | 'written' | 'output'
  /** The number of the attempt; of what is seen later, the last one before. */
  readonly attempt: number
  readonly call: string
  readonly attack: string
  readonly credential: string
  readonly status: number
  readonly found: readonly string[]
  /** With the attacker's key in `$KEY`. */
  readonly repeat: string
  /** The start of the answer: status, headers and body. */
  readonly answer: string
  /** Of `existence`: the request for what does not exist, and the start of its answer. */
  readonly compared?: string
}

export interface Report {
  readonly seed: number
  /** Attacks that were answered, and topics that were followed. */
  readonly attempts: number
  /** Answers of 429 and 503. They do not count as attempts; the attacks are made again. */
  readonly limited: number
  /** Attacks without an answer; they do not count either. */
  readonly unanswered: number
  /** Answers of 500 and 502 by call: not leaks, and never right. */
  readonly failures: Readonly<Record<string, number>>
  readonly attacks: Readonly<Record<string, number>>
  readonly calls: Readonly<Record<string, number>>
  /** Secrets of the victim. */
  readonly secrets: number
  /** The calls in whose answers the victim finds secrets of its own: there a leak would be seen. */
  readonly revealing: readonly string[]
  /** The calls of tenants that succeeded for the victim in no form: nothing of theirs was planted or read. */
  readonly unused: readonly string[]
  readonly leaks: readonly Leak[]
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** A request as a command line. */
export function commandOf(url: string, { method, path, headers, body }: Asked): string {
  const given = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)
  const data = body === undefined ? [] : [`-d ${quoted(body)}`]
  const address = quoted(`${url}${path}`)
  return ['curl --path-as-is', '-X', method, address, '-H "Authorization: Bearer $KEY"', ...given, ...data].join(' ')
}

/** Counts by name. */
export function tally() {
  const counts: Record<string, number> = {}
  return {
    counts,
    add(name: string) {
      counts[name] = (counts[name] ?? 0) + 1
    },
  }
}
