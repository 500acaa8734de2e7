import { canaries, canaryMaker, pick, type Random, seeded } from './random.ts'

/** The kinds of ids that clients choose, each with so many that are used in attacks and so many that are not. */
const chosenKinds = ['item', 'user', 'session'] as const
const perKind = 4

const words = /[\w-]{12,}/g

/** Every word of an answer that can be a canary, also one that follows an escaped character, or an id. */
const wordsOf = (text: string): Set<string> => new Set([...(text.match(words) ?? []), ...(text.match(canaries) ?? [])])

/**
 * What one tenant has. A *secret* stands in no request of the other tenant, so an answer to it that holds one leaks. A
 * *reference* is an id of the tenant that the other one sends on purpose.
 */
export class Vault {
  readonly #random: Random
  readonly #canary: (place: string) => string
  readonly #secrets = new Map<string, string>()
  readonly #references = new Map<string, string[]>()
  readonly #held = new Map<string, string[]>()
  readonly #known = new Set<string>()
  readonly #chosen = new Set<string>()

  /** The same seed makes the same words. */
  constructor(seed: number) {
    this.#random = seeded(seed)
    this.#canary = canaryMaker(seed)
    for (const kind of chosenKinds) {
      const where = `an id of kind ${kind}`
      for (let n = 0; n < 2 * perKind; n++) this.#file(kind, this.#canary(where), where)
    }
  }

  get size(): number {
    return this.#secrets.size
  }

  /** A new word that only its tenant may see. @param where it is planted */
  secret(where: string): string {
    const text = this.#choose(where)
    this.keep(text, where)
    return text
  }

  keep(text: string, where: string): void {
    this.#known.add(text)
    this.#secrets.set(text, where)
  }

  /** Files an id that a service made: every other one of its kind is a secret. */
  learn(kind: string, id: string): void {
    if (!this.#known.has(id)) this.#file(kind, id, `an id of kind ${kind}`)
  }

  /** An id that its tenant makes up for something of this kind; every other one is a secret. */
  name(kind: string): string {
    const where = `a name of kind ${kind}`
    const id = this.#choose(where)
    this.#file(kind, id, where)
    return id
  }

  /** Makes a secret what the other tenant is to send. */
  release(kind: string, secret: string): void {
    this.#secrets.delete(secret)
    this.#references.set(kind, [...(this.#references.get(kind) ?? []), secret])
  }

  /** Files what the other tenant is to send, such as a cursor. Of a kind, the newest are kept. */
  offer(kind: string, text: string): void {
    if (this.#known.has(text)) return
    this.#known.add(text)
    this.#references.set(kind, [...(this.#references.get(kind) ?? []), text].slice(-20))
  }

  /** An id for the tenant's own use. */
  own(kind: string): string | undefined {
    return pick(this.#random, [...(this.#references.get(kind) ?? []), ...(this.#held.get(kind) ?? [])])
  }

  count(kind: string): number {
    return (this.#references.get(kind)?.length ?? 0) + (this.#held.get(kind)?.length ?? 0)
  }

  references(kind: string): readonly string[] {
    return this.#references.get(kind) ?? []
  }

  get kinds(): readonly string[] {
    return [...this.#references.keys()]
  }

  /** The secrets in a text, with where each was planted. */
  secretsIn(text: string): [secret: string, where: string][] {
    return [...wordsOf(text)].flatMap((word): [string, string][] => {
      const where = this.#secrets.get(word)
      return where === undefined ? [] : [[word, where]]
    })
  }

  /** The words in a text that the tenant chose, and no service made. */
  chosenIn(text: string): string[] {
    return [...wordsOf(text)].filter((word) => this.#chosen.has(word))
  }

  #choose(where: string): string {
    const text = this.#canary(where)
    this.#chosen.add(text)
    return text
  }

  #file(kind: string, id: string, where: string): void {
    const open = this.#references.get(kind) ?? []
    const held = this.#held.get(kind) ?? []
    this.#known.add(id)
    if (open.length <= held.length) this.#references.set(kind, [...open, id])
    else {
      this.#held.set(kind, [...held, id])
      this.#secrets.set(id, where)
    }
  }
}
