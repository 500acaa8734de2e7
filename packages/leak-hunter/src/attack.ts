import { createScopedToken } from '@inkling/client'
import type { Call } from '@inkling/contracts'
import { Value } from 'typebox/value'
import type { Party } from './party.ts'
import { pick, type Random } from './random.ts'
import { type Asked, asking, requestOf, type Texts } from './requests.ts'

/** How the attacker presents itself. */
export interface Credential {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** It is the attacker's key pretending to be one of the victim: no call may accept it. */
  readonly isForged?: true
}

export interface Attack {
  readonly name: string
  readonly call: Call
  readonly asked: Asked
  /** The same request for what does not exist, to compare with; only of attacks on one thing. */
  readonly absent?: Asked
}

/** The name of the field says which kind of the victim's ids fits; else any of its references. */
const kindsOfFields: Readonly<Record<string, string>> = {
  ...{ itemId: 'item', itemIds: 'item', recent: 'item', exclude: 'item', id: 'item', userId: 'user' },
  ...{ sessionId: 'session', receiptId: 'rcp_', ids: 'op_', scenario: '/scenarios', after: 'op_' },
}

/** Makes up requests of `attacker` for what belongs to `victim`. */
export class Attacks {
  readonly #victim: Party
  readonly #attacker: Party
  readonly #random: Random
  readonly #marks: readonly string[]

  constructor(victim: Party, attacker: Party, random: Random) {
    this.#victim = victim
    this.#attacker = attacker
    this.#random = random
    this.#marks = Array.from({ length: 20 }, () => attacker.vault.secret('a word of an attack'))
  }

  /** A request of the call for what belongs to the victim. */
  of(call: Call): Attack {
    const rarer = [this.#replay, this.#page, this.#headers, this.#smuggle, this.#path]
    const makers = [this.#reference, this.#reference, ...rarer]
    for (let tries = 0; tries < 10; tries++) {
      const attack = (pick(this.#random, makers) ?? this.#reference).call(this, call)
      if (attack) return attack
    }
    return this.#reference(call)
  }

  /** The credentials of the attacker, in all their forms. @param publishable a key of the attacker for pages */
  async credentials(publishable: string | undefined, origin: string): Promise<readonly Credential[]> {
    const { key } = this.#attacker.account
    const [, id] = this.#victim.account.key.split('_')
    const secret = key.split('_')[2]
    const mixed = `ink_${id}_${secret}`
    const bearer = (name: string, token: string) => ({ name, headers: { authorization: `Bearer ${token}` } })
    const users = this.#victim.vault.references('user')
    const tokens = await Promise.all(
      users.map((userId) => createScopedToken(key, { userId, expiresInSeconds: 86_400 })),
    )
    return [
      ...Array.from({ length: 12 }, () => bearer('key', key)),
      { name: 'X-Api-Key', headers: { 'x-api-key': key } },
      ...tokens.map((token) => bearer('scoped token for a user of the other tenant', token)),
      ...(publishable === undefined
        ? []
        : [{ name: 'publishable key', headers: { authorization: `Bearer ${publishable}`, origin } }]),
      { ...bearer('key of the other tenant with an own secret', mixed), isForged: true },
      {
        ...bearer('token of the other tenant with an own secret', await createScopedToken(mixed, {})),
        isForged: true,
      },
    ]
  }

  /** Whether the request names something of the victim that the attacker may have made under the same id. */
  referencesIn(asked: Asked): string[] {
    const text = `${decodeURIComponent(asked.path)} ${asked.body ?? ''}`
    const { vault } = this.#victim
    return vault.kinds.flatMap((kind) => vault.references(kind).filter((id) => text.includes(id)))
  }

  #texts(): Texts {
    const body = (at: string) =>
      this.#random() < 0.7 ? this.#idFor(kindsOfFields[at.split('.').at(-1) ?? '']) : this.#mark()
    return { body, query: (at) => (at === 'q' ? 'lantern' : body(at)), param: (kind) => this.#param(kind) }
  }

  #param(kind: string): string | undefined {
    if (kind === '/tenants') return this.#victim.account.id
    return this.#random() < 0.9 ? this.#idFor(kind) : this.#idFor(undefined)
  }

  #idFor(kind: string | undefined): string | undefined {
    const { vault } = this.#victim
    return pick(this.#random, vault.references(kind ?? pick(this.#random, vault.kinds) ?? '')) ?? this.#mark()
  }

  #mark(): string {
    return pick(this.#random, this.#marks) ?? ''
  }

  /** With ids of the victim in the path, the query and the body. */
  #reference(call: Call): Attack {
    let isWellFormed = call.params !== undefined
    const param = (kind: string, name: string) => {
      const id = this.#param(kind)
      isWellFormed &&= id === undefined || Value.Check(call.params?.properties[name] ?? {}, id)
      return id
    }
    const asked = requestOf(call, { ...this.#texts(), param }, this.#random() < 0.3)
    // The call refuses an id of another form, whether somebody has it or not.
    if (!isWellFormed) return { name: 'ids', call, asked }
    const body = asked.body
    const never = requestOf(call, {
      ...this.#texts(),
      param: () => `never-${this.#mark()}${Math.floor(this.#random() * 1e9)}`,
    })
    return { name: 'ids', call, asked, absent: { ...never, body } }
  }

  /** What the victim asked, as it asked, with its `Idempotency-Key`: a cache that is keyed by less answers it. */
  #replay({ id }: Call): Attack | undefined {
    const exchange = pick(this.#random, this.#victim.exchanges(id))
    if (!exchange || this.#tells(exchange.asked)) return undefined
    return { name: 'replay', call: exchange.call, asked: exchange.asked }
  }

  /** With a cursor that the victim got from this list or, one time in four, from any. */
  #page(call: Call): Attack | undefined {
    const { vault } = this.#victim
    const lists = vault.kinds.filter((kind) => kind.startsWith('cursor of '))
    const own = `cursor of ${call.id}`
    const list = lists.includes(own) && this.#random() < 0.75 ? own : pick(this.#random, lists)
    const cursor = pick(this.#random, vault.references(list ?? ''))
    if (cursor === undefined) return undefined
    const asked = requestOf(call, this.#texts())
    if (call.query && 'cursor' in call.query.properties)
      return { name: 'cursor', call, asked: withQuery(asked, { cursor }) }
    if (asked.body === undefined || asked.body.startsWith('[')) return undefined
    const body = JSON.stringify({ ...JSON.parse(asked.body), cursor })
    return { name: 'cursor', call, asked: { ...asked, body } }
  }

  /** With headers that name the victim, its versions, positions and traces. */
  #headers(call: Call): Attack | undefined {
    const { id, vault } = { id: this.#victim.account.id, vault: this.#victim.vault }
    const of = (name: string) => pick(this.#random, vault.references(name)) ?? ''
    const context = `${id};x;items:read;1000;${Date.now()};;${'A'.repeat(43)}`
    const asked = requestOf(call, this.#texts())
    const headers = {
      ...{ 'x-tenant-id': id, 'inkling-tenant-id': id, 'x-inkling-tenant': id, 'inkling-context': context },
      ...(this.#random() < 0.5 && { 'if-none-match': of('etag') }),
      ...(this.#random() < 0.5 && { 'if-match': of('etag') }),
      ...(this.#random() < 0.5 && { 'consistency-token': of('consistency-token') }),
      ...(this.#random() < 0.5 && { traceparent: of('traceparent') }),
      ...(this.#random() < 0.5 && { 'idempotency-key': of('idempotency-key') }),
    }
    const sent = Object.entries(headers).filter(([, value]) => value !== '')
    return { name: 'headers', call, asked: { ...asked, headers: { ...asked.headers, ...Object.fromEntries(sent) } } }
  }

  /** With fields that name the victim where the contract has none. */
  #smuggle(call: Call): Attack | undefined {
    const { id } = this.#victim.account
    const asked = requestOf(call, this.#texts())
    const named = { tenantId: id, tenant: id, tenant_id: id }
    if (asked.body === undefined || asked.body.startsWith('['))
      return { name: 'fields', call, asked: withQuery(asked, named) }
    return { name: 'fields', call, asked: { ...asked, body: JSON.stringify({ ...JSON.parse(asked.body), ...named }) } }
  }

  /** With ids that would leave the attacker's part of a key or of a path, if these were put together carelessly. */
  #path(call: Call): Attack | undefined {
    if (!call.params) return undefined
    const { id } = this.#victim.account
    const to = (kind: string) => this.#param(kind) ?? ''
    const forms = [
      (kind: string) => `../${id}/${to(kind)}`,
      (kind: string) => `${id}/${to(kind)}`,
      (kind: string) => `${id}:${to(kind)}`,
      (kind: string) => `${to(kind)}\u0000${id}`,
      (kind: string) => `..%2f..%2ftenants%2f${id}`.concat(to(kind).slice(0, 0)),
      (kind: string) => `' or tenant_id = '${id}' or id = '${to(kind)}`,
    ]
    const form = pick(this.#random, forms) ?? to
    return { name: 'path', call, asked: requestOf(call, { ...this.#texts(), param: form }) }
  }

  /** Whether a request holds a secret of the victim, which the attacker cannot know. */
  #tells({ path, headers, body }: Asked): boolean {
    const text = `${decodeURIComponent(path)}\n${Object.values(headers).join('\n')}\n${body ?? ''}`
    return this.#victim.vault.secretsIn(text).length > 0
  }
}

function withQuery(asked: Asked, more: Readonly<Record<string, string>>): Asked {
  const { path } = asking('GET', '', more, undefined)
  const query = path.split('?')[1] ?? ''
  return { ...asked, path: `${asked.path}${asked.path.includes('?') ? '&' : '?'}${query}` }
}
