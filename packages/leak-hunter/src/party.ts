import type { Call } from '@inkling/contracts'
import { type Asked, kindOfId, type Texts } from './requests.ts'
import type { Received, Send } from './send.ts'
import { Vault } from './vault.ts'

/** A tenant and a key of it with all scopes of an application. */
export interface Account {
  readonly id: string
  readonly key: string
}

/** A request that a tenant made for itself, and its answer. */
export interface Exchange {
  readonly call: Call
  readonly asked: Asked
  readonly received: Received
}

const mostOfCall = 40
/** Stands in every title and text of a tenant, so that a search of the other one would find it. */
export const commonWord = 'lantern'
const chosen: Readonly<Record<string, string>> = {
  ...{ itemId: 'item', itemIds: 'item', recent: 'item', exclude: 'item', userId: 'user', sessionId: 'session' },
  receiptId: 'rcp_',
}
/** What a tenant names itself, in the path. */
const namedKinds = new Set(['/scenarios', '/learning/league', '/token-issuers'])
/** The kind of ids that a field of a body or a query takes; undefined for a free text. */
export const kindOfField = ({ id }: Call, at: string) =>
  chosen[at.split('.').at(-1) ?? ''] ?? (at === 'id' && id === 'putItems' ? 'item' : undefined)
const sentences = new Set(['title', 'text', 'q', 'query', 'name', 'description'])

/** One of the two tenants, with what it has and what it asked for itself. */
export class Party {
  readonly account: Account
  readonly vault: Vault
  readonly #exchanges = new Map<string, Map<string, Exchange>>()
  readonly #send: Send
  readonly #headers: Readonly<Record<string, string>>

  constructor(account: Account, seed: number, send: Send) {
    this.account = account
    this.vault = new Vault(seed)
    this.#send = send
    this.#headers = { authorization: `Bearer ${account.key}` }
    for (const secret of [account.key, account.key.split('_')[2]])
      if (secret !== undefined) this.vault.keep(secret, 'the key of the tenant')
  }

  /** Asks for itself, and remembers what it learns. */
  async ask(call: Call, asked: Asked): Promise<Received> {
    const received = await this.#send(asked, this.#headers)
    if (received.status < 400) {
      this.#remember({ call, asked, received })
      this.#learn(call, received)
    }
    return received
  }

  /** The newest answers to different requests of a call, or of all calls. */
  exchanges(callId?: string): readonly Exchange[] {
    const groups = callId === undefined ? [...this.#exchanges.values()] : [this.#exchanges.get(callId) ?? new Map()]
    return groups.flatMap((group) => [...group.values()])
  }

  #remember(exchange: Exchange): void {
    const { call, asked } = exchange
    const group = this.#exchanges.get(call.id) ?? new Map<string, Exchange>()
    this.#exchanges.set(call.id, group)
    if (group.size < mostOfCall) group.set(`${asked.path} ${asked.body ?? ''}`, exchange)
  }

  /** Texts for the tenant's own requests: ids of it where ids are meant, and a new secret everywhere else. */
  textsFor(call: Call): Texts {
    const body = (at: string) => this.#textAt(call, at)
    return { body, query: body, param: (kind) => this.#idFor(kind) }
  }

  #textAt(call: Call, at: string): string | undefined {
    if (at === 'id' && call.params) return undefined
    const kind = kindOfField(call, at)
    if (kind) return this.vault.own(kind)
    const secret = this.vault.secret(`${call.id} ${at}`)
    return sentences.has(at.split('.').at(-1) ?? '') ? `${secret} ${commonWord}` : secret
  }

  #idFor(kind: string): string | undefined {
    if (kind === '/tenants') return this.account.id
    const isNamed = namedKinds.has(kind) && this.vault.count(kind) < 4
    return isNamed ? this.vault.name(kind) : this.vault.own(kind)
  }

  #learn({ id, path }: Call, { text, headers }: Received): void {
    const answer = parsed(text)
    const place = path.split('/:')[0] ?? path
    walk(answer, (name, value) => {
      if (name === 'nextCursor') this.vault.offer(`cursor of ${id}`, value)
      else if (name === 'key' && value.startsWith('ink_')) this.vault.keep(value, 'the secret of a key')
      else if (name === 'id' || name.endsWith('Id')) this.#learnId(place, name, value)
    })
    for (const name of ['etag', 'consistency-token', 'traceparent']) {
      const value = headers.get(name)
      if (value !== null) this.vault.offer(name, value)
    }
  }

  #learnId(place: string, name: string, id: string): void {
    const kind = kindOfId(id) ?? (name === 'id' && /api-keys|experiments|schedules/.test(place) ? place : undefined)
    if (kind && !this.account.key.includes(id)) this.vault.learn(kind, id)
  }
}

/** The JSON of an answer; undefined if it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Tells each text of an answer with the name of its field. */
function walk(value: unknown, tell: (name: string, text: string) => void, name = ''): void {
  if (typeof value === 'string') tell(name, value)
  else if (Array.isArray(value)) for (const one of value) walk(one, tell, name)
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) walk(one, tell, key)
}
