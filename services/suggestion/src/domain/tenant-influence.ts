import { hash } from 'node:crypto'
import { InfluenceCap, type InfluenceCapState } from '@inkling/learning'

export interface TenantInfluenceState {
  readonly people: InfluenceCapState
  readonly votes: InfluenceCapState
}

interface Sender {
  readonly itemId: string
  readonly atMs: number
  readonly userId: string | null
  readonly sessionId: string | null
}

const dayMs = 86_400_000
/** The most that one person counts in a burst, and all who are not named together. */
const [mostOfPerson, mostOfNobody] = [20, 200]
const [rememberedPeople, rememberedVotes] = [1_000, 2_000]

/**
 * How much each person may teach: in all, and of one item. People are remembered by a hash, the ones seen last.
 */
export class TenantInfluence {
  readonly #people = new InfluenceCap({ most: mostOfPerson, mostActors: rememberedPeople })
  readonly #nobody = new InfluenceCap({ most: mostOfNobody })
  readonly #votes = new InfluenceCap({ most: 1, halfLifeMs: 30 * dayMs, mostActors: rememberedVotes })

  constructor(state?: TenantInfluenceState) {
    if (!state) return
    this.#people.restore(state.people.filter(([actor]) => actor !== nobody))
    this.#nobody.restore(state.people.filter(([actor]) => actor === nobody))
    this.#votes.restore(state.votes)
  }

  /** How much a feedback counts, in [0, 1]; it is counted. */
  take(sender: Sender): number {
    const person = personOf(sender)
    return person === undefined
      ? this.#nobody.take([nobody], sender.atMs)
      : this.#people.take([short(person)], sender.atMs)
  }

  /** How much it counts for the item: a person has one vote on each, which comes back in months. */
  voteOn(sender: Sender): number {
    const person = personOf(sender)
    return person === undefined ? 1 : this.#votes.take([short(`${person}\0${sender.itemId}`)], sender.atMs)
  }

  get state(): TenantInfluenceState {
    return { people: [...this.#people.state, ...this.#nobody.state], votes: this.#votes.state }
  }
}

const nobody = ''

const personOf = ({ userId, sessionId }: Sender): string | undefined =>
  userId === null ? (sessionId === null ? undefined : `session ${sessionId}`) : `user ${userId}`

const short = (text: string): string => hash('sha256', text, 'base64url').slice(0, 11)
