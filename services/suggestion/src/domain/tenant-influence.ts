import { hash } from 'node:crypto'
import { InfluenceCap, type InfluenceCapState } from '@inkling/learning'
import type { ShownDetails } from './receipt-details.ts'

export interface TenantInfluenceState {
  readonly people: InfluenceCapState
  readonly votes: InfluenceCapState
  readonly visitors?: InfluenceCapState
}

interface Sender {
  readonly itemId: string
  readonly atMs: number
  readonly userId: string | null
  readonly sessionId: string | null
  readonly details: unknown
}

const dayMs = 86_400_000
/**
 * The most that one person counts in a burst, all of a network with a key of pages, which may give each click another
 * name, and all who are not named together.
 */
const [mostOfPerson, mostOfVisitor, mostOfNobody] = [20, 100, 200]
const [rememberedPeople, rememberedVotes] = [1_000, 2_000]

/**
 * How much each person and each network may teach: in all, and a person of one item. People are remembered by a hash,
 * the ones seen last.
 */
export class TenantInfluence {
  readonly #people = new InfluenceCap({ most: mostOfPerson, mostActors: rememberedPeople })
  readonly #visitors = new InfluenceCap({ most: mostOfVisitor, mostActors: rememberedPeople })
  readonly #nobody = new InfluenceCap({ most: mostOfNobody })
  readonly #votes = new InfluenceCap({ most: 1, halfLifeMs: 30 * dayMs, mostActors: rememberedVotes })

  constructor(state?: TenantInfluenceState) {
    if (!state) return
    this.#people.restore(state.people.filter(([actor]) => actor !== nobody))
    this.#nobody.restore(state.people.filter(([actor]) => actor === nobody))
    this.#votes.restore(state.votes)
    this.#visitors.restore(state.visitors ?? [])
  }

  /** How much a feedback counts, in [0, 1]; it is counted. */
  take(sender: Sender): number {
    const person = personOf(sender)
    const { visitor } = (sender.details ?? {}) as Partial<ShownDetails>
    const left = visitor === undefined ? 1 : this.#visitors.take([visitor], sender.atMs)
    const own =
      person === undefined ? this.#nobody.take([nobody], sender.atMs) : this.#people.take([short(person)], sender.atMs)
    return Math.min(own, left)
  }

  /** How much it counts for the item: a person has one vote on each, which comes back in months. */
  voteOn(sender: Sender): number {
    const person = personOf(sender)
    return person === undefined ? 1 : this.#votes.take([short(`${person}\0${sender.itemId}`)], sender.atMs)
  }

  get state(): TenantInfluenceState {
    const visitors = this.#visitors.state
    return {
      people: [...this.#people.state, ...this.#nobody.state],
      votes: this.#votes.state,
      ...(visitors.length > 0 && { visitors }),
    }
  }
}

const nobody = ''

const personOf = ({ userId, sessionId }: Sender): string | undefined =>
  userId === null ? (sessionId === null ? undefined : `session ${sessionId}`) : `user ${userId}`

const short = (text: string): string => hash('sha256', text, 'base64url').slice(0, 11)
