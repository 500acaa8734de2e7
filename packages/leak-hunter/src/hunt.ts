import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '@inkling/contracts'
import { type Attack, Attacks, type Credential } from './attack.ts'
import { type Following, followStream } from './follow-streams.ts'
import { type Account, Party } from './party.ts'
import { changedParts, takePicture } from './picture.ts'
import { plant, readAll, tidy } from './plant.ts'
import { pick, type Random, seeded } from './random.ts'
import { isRefused, type Planned, Refused } from './refused.ts'
import { commandOf, type Leak, type Report, tally } from './report.ts'
import { asking, everyCall, isOfTenant } from './requests.ts'
import { type Received, type Send, sender } from './send.ts'

export interface HuntOptions {
  /** The gateway. */
  readonly url: string
  readonly victim: Account
  readonly attacker: Account
  /** The same seed makes the same attacks, as far as the answers are the same. */
  readonly seed: number
  /** The same one makes the same canaries, so that the rows of a hunt replace those of the one before. */
  readonly canarySeed?: number
  readonly attempts: number
  /** Attacks under way at a time. The default is 8. */
  readonly concurrency?: number
  /** How long each of them waits before its next attack. The default is 0 ms. */
  readonly paceMs?: number
  /** Whether it ends with the first leak. The default is false. */
  readonly stopsAtLeak?: boolean
  /** Whether keys of the victim with a wrong secret are tried, which the audit log tells of. The default is true. */
  readonly forges?: boolean
  /** Makes further headers for each request. */
  readonly headers?: () => Readonly<Record<string, string>>
  /** Whether all that can be deleted of both tenants is, at the end. The default is false. */
  readonly tidies?: boolean
  /** What operators see: metrics, logs, traces. No word that a tenant chose may stand there. */
  readonly outputs?: () => Promise<readonly (readonly [name: string, text: string])[]>
  readonly onProgress?: (attempts: number, leaks: number) => void
  readonly onLeak?: (leak: Leak) => void
  readonly signal?: AbortSignal
}

/** More than these, and there is no gateway to attack. */
const mostUnanswered = 200
const origin = 'https://shop.example'
const lookEvery = 1_000
const useEvery = 100
/** Attacks that start work in the background are rarer than others by this factor. */
const rarer = 50

/**
 * Plants canaries in both tenants, and lets one attack the other with every call of the contract, until so many attacks
 * were answered. Both need all scopes of an application, and a plan that allows so many requests.
 */
export async function huntLeaks(options: HuntOptions): Promise<Report> {
  const hunt = new Hunt(options)
  try {
    await hunt.prepare()
    await hunt.run()
    return await hunt.report()
  } finally {
    await hunt.close()
  }
}

class Hunt {
  readonly #options: HuntOptions
  readonly #random: Random
  readonly #victim: Party
  readonly #attacker: Party
  readonly #attacks: Attacks
  readonly #send: Send
  readonly #leaks: Leak[] = []
  readonly #byAttack = tally()
  readonly #byCall = tally()
  readonly #failures = tally()
  readonly #refused = new Refused()
  /** Ids of the victim that the attacker may have used for something of its own. */
  readonly #made = new Set<string>()
  readonly #followings: Following[] = []
  #credentials: readonly Credential[] = []
  #picture: Awaited<ReturnType<typeof takePicture>> = []
  #attempts = 0
  #unanswered = 0
  #watchAt = useEvery
  #lookAt = lookEvery

  constructor(options: HuntOptions) {
    const { url, victim, attacker, seed, canarySeed = seed, headers } = options
    this.#options = options
    this.#random = seeded(seed)
    this.#send = sender(url, headers)
    this.#victim = new Party(victim, canarySeed, this.#send)
    this.#attacker = new Party(attacker, ~canarySeed, this.#send)
    this.#attacks = new Attacks(this.#victim, this.#attacker, this.#random)
  }

  /** Plants canaries, and learns what there is to attack. */
  async prepare(): Promise<void> {
    for (const party of [this.#victim, this.#attacker]) {
      await plant(party)
      await readAll(party)
    }
    await readAll(this.#victim)
    const keys = this.#attacker.exchanges('createOwnKey')
    const publishable = keys.map(({ received }) => JSON.parse(received.text).key as string)[0]
    const credentials = await this.#attacks.credentials(publishable, origin)
    this.#credentials = credentials.filter(({ isForged }) => !isForged || this.#options.forges !== false)
    this.#picture = await takePicture(this.#victim)
    await this.#follow()
  }

  async run(): Promise<void> {
    const { attempts, concurrency = 8, paceMs = 0, signal, stopsAtLeak = false } = this.#options
    const isOver = () => signal?.aborted || this.#attempts >= attempts || (stopsAtLeak && this.#leaks.length > 0)
    const work = async () => {
      while (!isOver()) {
        await this.#attack().catch(this.#lose)
        if (this.#attempts >= this.#watchAt) await this.#watch().catch(this.#lose)
        if (paceMs > 0) await sleep(paceMs)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
  }

  async report(): Promise<Report> {
    await this.#look()
    await readAll(this.#victim)
    for (const { asked, received } of this.#victim.exchanges()) this.#scanOwn(asked.path, received)
    for (const [name, text] of (await this.#options.outputs?.()) ?? []) this.#scanOutput(name, text)
    const { vault } = this.#victim
    const revealing = this.#victim.exchanges().filter(({ received }) => vault.secretsIn(received.text).length > 0)
    return {
      seed: this.#options.seed,
      attempts: this.#attempts,
      limited: this.#refused.count,
      unanswered: this.#unanswered,
      failures: this.#failures.counts,
      attacks: this.#byAttack.counts,
      calls: this.#byCall.counts,
      secrets: vault.size,
      revealing: [...new Set(revealing.map(({ call }) => call.id))].toSorted(),
      unused: everyCall.filter((call) => isOfTenant(call) && this.#victim.exchanges(call.id).length === 0).map(idOf),
      leaks: this.#leaks,
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#followings.map((following) => following.close()))
    if (this.#options.tidies) for (const party of [this.#victim, this.#attacker]) await tidy(party)
  }

  /** What was not answered in time tested nothing. @throws if nothing is ever answered */
  readonly #lose = (error: unknown): void => {
    this.#unanswered++
    if (this.#unanswered > mostUnanswered) throw error
  }

  /** One attack that is answered, or one that a limit or load refuses: that one is made again later. */
  async #attack(): Promise<void> {
    const planned = this.#refused.next() ?? this.#plan()
    if (!planned) return sleep(1)
    const { attack, credential } = planned
    const received = await this.#send(attack.asked, credential.headers)
    this.#judge(attack, credential, received)
    if (isRefused(received)) return this.#refused.add(planned, received)
    const never = await this.#askForAbsent(planned, received)
    if (never && isRefused(never)) return this.#refused.add(planned, never)
    this.#count(attack, received)
    if (never) this.#compare(attack, credential, received, never)
  }

  #plan(): Planned | undefined {
    const credential = pick(this.#random, this.#credentials)
    const call = this.#nextCall()
    if (!credential || !call || this.#refused.isBlocked(credential, call)) return undefined
    const attack = this.#attacks.of(call)
    if (attack.asked.method === 'PUT' || call.bulk)
      for (const id of this.#attacks.referencesIn(attack.asked)) this.#made.add(id)
    return { attack, credential }
  }

  #nextCall(): Call | undefined {
    const call = pick(this.#random, everyCall)
    return call && startsWork(call) && this.#random() > 1 / rarer ? undefined : call
  }

  #count({ name, call }: Attack, { status }: Received): void {
    this.#attempts++
    this.#byAttack.add(name)
    this.#byCall.add(call.id)
    if (status === 500 || status === 502) this.#failures.add(call.id)
    if (this.#attempts % lookEvery === 0) this.#options.onProgress?.(this.#attempts, this.#leaks.length)
  }

  #judge(attack: Attack, credential: Credential, received: Received): void {
    const { status, text, whole } = received
    const found = this.#victim.vault.secretsIn(whole).map(([secret, where]) => `${secret} (${where})`)
    if (found.length > 0) this.#tell('secret', attack, credential, received, found)
    if (status >= 400) return
    const taken = [
      ...(credential.isForged ? [credential.name] : []),
      ...(attack.name === 'cursor' ? ['a cursor of the other tenant'] : []),
      ...(isFeedbackTaken(attack, text) ? ['feedback on a receipt of the other tenant'] : []),
    ]
    if (taken.length > 0) this.#tell('accepted', attack, credential, received, taken)
  }

  /** Asks for what does not exist, to compare with; of an answer that says that nothing exists, there is no need. */
  async #askForAbsent({ attack, credential }: Planned, { status }: Received): Promise<Received | undefined> {
    const { absent, asked } = attack
    if (!absent || credential.isForged || status === 404 || status >= 500) return undefined
    if (this.#attacks.referencesIn(asked).some((id) => this.#made.has(id))) return undefined
    return this.#send(absent, credential.headers)
  }

  /** What is another tenant's must look as if it were absent. */
  #compare(attack: Attack, credential: Credential, received: Received, never: Received): void {
    if (never.status !== 404) return
    const compared = `${attack.absent?.method} ${attack.absent?.path}\n${excerpt(never.whole)}`
    this.#tell('existence', attack, credential, received, [`${received.status} instead of 404`], compared)
  }

  /** The victim goes on to use what it has, so that caches and streams have something to give away. */
  async #watch(): Promise<void> {
    this.#watchAt = this.#attempts + useEvery
    const exchanges = this.#victim.exchanges().filter(({ call }) => call.limit === undefined && isUse(call))
    for (let n = 0; n < 10; n++) {
      const one = pick(this.#random, exchanges)
      if (one) this.#scanOwn(one.asked.path, await this.#victim.ask(one.call, one.asked))
    }
    await this.#useItems()
    if (this.#attempts < this.#lookAt) return
    this.#lookAt = this.#attempts + lookEvery
    await this.#look()
  }

  async #useItems(): Promise<void> {
    const call = everyCall.find(({ id }) => id === 'postEvents')
    const { vault } = this.#victim
    const event = { type: 'view', itemId: vault.own('item'), userId: vault.own('user') }
    if (call) await this.#victim.ask(call, asking('POST', call.path, {}, [event]))
  }

  async #look(): Promise<void> {
    const changed = await changedParts(this.#victim, this.#picture)
    if (changed.length > 0) this.#tellLater('changed', changed)
    this.#picture = changed.length > 0 ? await takePicture(this.#victim) : this.#picture
  }

  /** A word of the attacker in an answer to the victim. */
  #scanOwn(place: string, { whole }: Received): void {
    const found = this.#attacker.vault.secretsIn(whole).map(([secret, where]) => `${secret} (${where}) in ${place}`)
    if (found.length > 0) this.#tellLater('written', found)
  }

  #scanOutput(name: string, text: string): void {
    const found = [this.#victim, this.#attacker].flatMap(({ vault }) => vault.chosenIn(text))
    if (found.length === 0) return
    this.#tellLater(
      'output',
      found.slice(0, 20).map((word) => `${word} in ${name}`),
    )
  }

  /** Follows all that the victim can follow: as the victim, and as the attacker, who also resumes from its place. */
  async #follow(): Promise<void> {
    const { url, headers, victim, attacker } = this.#options
    const { vault } = this.#victim
    const people = (['user', 'session'] as const).flatMap((kind) => vault.references(kind).map((id) => `${kind}:${id}`))
    const scenarios = ['-', ...vault.references('/scenarios').slice(0, 2)]
    const topics = [
      ...people.flatMap((one) => [`predictions:${one}`, ...scenarios.map((name) => `suggestions:${name}:${one}`)]),
      ...vault.references('op_').map((id) => `operations:${id}`),
      'learning',
    ].slice(0, 100)
    const as = ({ key }: Account) => ({ ...headers?.(), authorization: `Bearer ${key}` })
    const own = await followStream(url, as(victim), topics, () => {})
    this.#followings.push(own)
    for (let tries = 0; tries < 50 && own.position() === ''; tries++) await sleep(100)
    for (const since of [undefined, own.position() || undefined]) {
      this.#followings.push(await followStream(url, as(attacker), topics, (line) => this.#scanStream(line), since))
      this.#attempts += topics.length
      for (const topic of topics) this.#byAttack.add(`stream ${topic.split(':')[0]}`)
    }
  }

  #scanStream(line: string): void {
    const found = this.#victim.vault.secretsIn(line).map(([secret, where]) => `${secret} (${where}) in a stream`)
    if (found.length > 0) this.#tellLater('secret', found)
  }

  #tell(
    kind: Leak['kind'],
    attack: Attack,
    credential: Credential,
    { status, whole }: Received,
    found: readonly string[],
    compared?: string,
  ): void {
    this.#add({
      ...{ kind, attempt: this.#attempts, call: attack.call.id, attack: attack.name, credential: credential.name },
      ...{ status, found, repeat: commandOf(this.#options.url, attack.asked), answer: excerpt(whole) },
      ...(compared !== undefined && { compared }),
    })
  }

  #tellLater(kind: Leak['kind'], found: readonly string[]): void {
    const { seed } = this.#options
    const repeat = `--seed ${seed} --attempts ${this.#attempts}`
    const answer = ''
    this.#add({ kind, attempt: this.#attempts, call: '', attack: '', credential: '', status: 0, found, repeat, answer })
  }

  #add(leak: Leak): void {
    this.#leaks.push(leak)
    this.#options.onLeak?.(leak)
  }
}

const idOf = ({ id }: Call) => id

const excerpt = (text: string) => text.slice(0, 2_000)

/** The answer is an operation, or the call is limited because it takes long. */
function startsWork({ limit, answers }: Call): boolean {
  const accepted = answers[202] as { readonly properties?: object } | null | undefined
  return limit === 'expensive' || (accepted?.properties !== undefined && 'progress' in accepted.properties)
}

/** Every receipt in an attack is one of the victim, or none. */
const isFeedbackTaken = ({ call }: Attack, text: string) => call.id === 'postFeedback' && !text.includes('"accepted":0')

/** What the victim may do again and again: it reads, and asks for predictions, suggestions and searches. */
const isUse = (call: Call) => call.idempotent && !startsWork(call) && (call.method === 'GET' || call.method === 'POST')
