import type { StreamTopic } from '@inkling/contracts'
import type { Channel, Connection } from './connection.ts'

/** What `who` of a topic is called in the news of events: `user:ada`. */
const personOf = ({ who }: StreamTopic): string | undefined => {
  if (who === undefined) return undefined
  return 'userId' in who ? `user:${who.userId}` : `session:${who.sessionId}`
}

const nameOf = (owner: string, key: string) => `${owner}\0${key}`

/** The channels of this gateway, by topic and by person. */
export class Channels {
  readonly #byTopic = new Map<string, Channel>()
  readonly #byPerson = new Map<string, Set<Channel>>()
  readonly #perOwner = new Map<string, number>()

  get all(): Iterable<Channel> {
    return this.#byTopic.values()
  }

  get owners(): Iterable<string> {
    return this.#perOwner.keys()
  }

  find(owner: string, topic: string): Channel | undefined {
    return this.#byTopic.get(nameOf(owner, topic))
  }

  /** The channels that are about a person. */
  about(owner: string, person: string): Iterable<Channel> {
    return this.#byPerson.get(nameOf(owner, person)) ?? []
  }

  has(owner: string): boolean {
    return this.#perOwner.has(owner)
  }

  join(owner: string, topic: StreamTopic, connection: Connection): Channel {
    const channel = this.find(owner, topic.name) ?? this.#open(owner, topic, connection)
    channel.connections.add(connection)
    connection.channels.set(topic.name, channel)
    return channel
  }

  leave(channel: Channel, connection: Connection): void {
    connection.channels.delete(channel.topic.name)
    channel.connections.delete(connection)
    channel.waiting.delete(connection)
    if (channel.connections.size === 0) this.#close(channel)
  }

  #open(owner: string, topic: StreamTopic, { owner: by }: Connection): Channel {
    const { tenantId, keyId, scopes } = by.identity
    const channel: Channel = {
      name: nameOf(owner, topic.name),
      owner,
      topic,
      reader: { tenantId, keyId, scopes, visitor: by.visitor },
      connections: new Set(),
      waiting: new Map(),
      last: undefined,
      added: undefined,
      isFinal: false,
      readAtMs: Number.NEGATIVE_INFINITY,
    }
    this.#byTopic.set(channel.name, channel)
    this.#perOwner.set(owner, (this.#perOwner.get(owner) ?? 0) + 1)
    const person = personOf(topic)
    if (person !== undefined) {
      const name = nameOf(owner, person)
      this.#byPerson.set(name, (this.#byPerson.get(name) ?? new Set()).add(channel))
    }
    return channel
  }

  #close(channel: Channel): void {
    const { owner, topic, name } = channel
    this.#byTopic.delete(name)
    const left = (this.#perOwner.get(owner) ?? 1) - 1
    if (left > 0) this.#perOwner.set(owner, left)
    else this.#perOwner.delete(owner)
    const person = personOf(topic)
    if (person === undefined) return
    const about = this.#byPerson.get(nameOf(owner, person))
    about?.delete(channel)
    if (about?.size === 0) this.#byPerson.delete(nameOf(owner, person))
  }
}
