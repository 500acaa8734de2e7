import { platformOwner, type StreamTopic, streamLimits, type TopicKindName, topicKinds } from '@inkling/contracts'
import type { InklingError } from '@inkling/errors'
import type { Logger, streamMetrics } from '@inkling/telemetry'
import { type NewEntry, type News, news } from '../adapters/stream-broker.ts'
import { Channels } from './channels.ts'
import type { Channel, Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import type { WindowLimits } from './log-window.ts'
import { type Position, readPosition } from './position.ts'
import { type ReadState, type ReadTopic, Refresher } from './refresher.ts'
import { signatureOf } from './signature.ts'
import { StreamLogs } from './stream-logs.ts'
import { topicRefusal } from './topic-refusal.ts'

export interface StreamsOptions {
  readonly redisUrl: string
  readonly logger: Pick<Logger, 'debug' | 'warn'>
  readonly window: WindowLimits
  readonly connections: Connections
  readonly read: ReadTopic
  /** Whether topics that are read at times may be read now: the load is low enough. */
  readonly mayPoll: () => boolean
  readonly metrics: ReturnType<typeof streamMetrics>
}

/** How often the state of a topic is read without news of it. Of operations and alerts, news may be lost with Redis. */
const pollMs: Partial<Record<TopicKindName, number>> = {
  operations: 15_000,
  alerts: 15_000,
  learning: 10_000,
  metrics: 5_000,
}
const pollEveryMs = 1_000
const tendEveryMs = 1_000
const readsAtOnce = 8
const readApartMs = 100
const unreadAtOnce = 100

const noLonger = 'Older messages are no longer kept; the present state follows'
const alone = 'Redis is unavailable: changes that other gateways see are missing'

/**
 * The topics that streams follow. A change of a topic is an entry of a log that all gateways share; each gateway passes
 * it on to its own streams. A stream that returns gets what it missed from the log. What a stream gets first is the
 * present state of the topic, which is read for it.
 */
export class Streams {
  readonly #options: StreamsOptions
  readonly #channels = new Channels()
  readonly #logs: StreamLogs
  readonly #refresher: Refresher
  readonly #timers: readonly NodeJS.Timeout[]
  /** Streams that have returned follow them, and this gateway does not know their state. */
  readonly #unread = new Set<Channel>()

  constructor(options: StreamsOptions) {
    this.#options = options
    const { connections, metrics, read } = options
    this.#logs = new StreamLogs(options, {
      onEntry: (owner, entry) => this.#pass(owner, entry),
      onGap: (owner) => this.#tellGap(owner),
      onLost: () => connections.tellAll({ type: 'degraded', detail: alone }),
      onFound: () => connections.tellAll({ type: 'restored' }),
    })
    this.#refresher = new Refresher({
      read,
      onState: (channel, state) => this.#settle(channel, state),
      onRefusal: (channel, error) => this.#refuse(channel, error),
      concurrent: readsAtOnce,
      apartMs: readApartMs,
    })
    connections.serve({
      placeOf: (owner) => this.#logs.find(owner)?.place,
      leave: (connection) => this.#leaveAll(connection),
    })
    this.#timers = [
      setInterval(() => this.#poll(), pollEveryMs).unref(),
      setInterval(() => this.#logs.tend((owner) => this.#channels.has(owner)), tendEveryMs).unref(),
    ]
    metrics.topics.sample({}, () => [...this.#channels.all].length)
    metrics.waitingReads.sample({}, () => this.#refresher.waiting)
  }

  /** Follows topics that the key may follow. With `since`, the stream gets what it missed instead of the state. */
  async subscribe(connection: Connection, topics: readonly StreamTopic[], since: string | undefined): Promise<void> {
    const owners = new Set(topics.map((topic) => ownerOf(topic, connection)))
    await Promise.all([...owners].map((owner) => this.#logs.open(owner)))
    if (connection.isClosed) return
    const { connections } = this.#options
    const fresh = topics.filter(({ name }) => !connection.channels.has(name))
    if (connection.channels.size + fresh.length > streamLimits.subscriptions) {
      const detail = `A stream follows ${streamLimits.subscriptions} topics at most; unsubscribe, or open another`
      connection.tell({ type: 'error', code: 'rate_limited', detail })
      return connections.wake(connection)
    }
    connection.tell({ type: 'subscribed', topics: topics.map(({ name }) => name) })
    if (this.#logs.isLost) connection.tell({ type: 'degraded', detail: alone })
    const position = since === undefined ? undefined : readPosition(since)
    for (const owner of owners) {
      const ours = fresh.filter((topic) => ownerOf(topic, connection) === owner)
      if (owner === platformOwner) connection.followsPlatform = true
      else connection.followsTenant = true
      this.#join(connection, owner, ours, position)
    }
    connections.wake(connection)
  }

  unsubscribe(connection: Connection, topics: readonly string[]): void {
    for (const name of topics) {
      const channel = connection.channels.get(name)
      if (channel) this.#channels.leave(channel, connection)
    }
    connection.tell({ type: 'unsubscribed', topics: [...topics] })
    this.#options.connections.wake(connection)
  }

  /** Whether it matters to some stream what users of the tenant do. */
  isWatched(tenantId: string): boolean {
    return this.#logs.isWatched(tenantId)
  }

  /** Events of these people (`user:ada`) were stored. @param token with which a read waits for them */
  tellEvents(tenantId: string, people: readonly string[], token: string | undefined): void {
    this.#logs.add(tenantId, news({ people, token }))
  }

  /** The state of these kinds of topics may have changed: reads it again. */
  refresh(owner: string, kinds: readonly TopicKindName[]): void {
    for (const channel of this.#channels.all)
      if (channel.owner === owner && kinds.includes(channel.topic.kind) && !channel.isFinal)
        this.#refresher.ask(channel)
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#refresher.close()
    this.#logs.close()
  }

  #join(connection: Connection, owner: string, topics: readonly StreamTopic[], position: Position | undefined): void {
    const place = owner === platformOwner ? position?.platform : position?.tenant
    const missed = place && this.#logs.find(owner)?.since(place)
    const channels = topics.map((topic) => this.#channels.join(owner, topic, connection))
    if (position && channels.length > 0) this.#options.metrics.resumed.inc({ outcome: missed ? 'whole' : 'gap' })
    if (position && !missed) this.#tellOfGap(connection, topics)
    if (missed) this.#resume(connection, channels, missed)
    else for (const channel of channels) this.#show(channel, connection)
  }

  /**
   * Sends what the stream missed, from history, and then the present state. History may lack that: a state that was
   * read for a new stream is no entry, the stream may have left before it got its first state, and what happens while
   * nobody follows a tenant is not told.
   */
  #resume(connection: Connection, channels: readonly Channel[], missed: readonly NewEntry[]): void {
    const byTopic = new Map(channels.map((channel) => [channel.topic.name, channel]))
    const replayed = missed.filter(({ topic }) => byTopic.has(topic))
    for (const entry of replayed) connection.outbox.add(entry)
    const signatures = new Map(replayed.map(({ topic, signature }) => [topic, signature]))
    for (const channel of channels) {
      const has = signatures.get(channel.topic.name)
      if (!channel.last) {
        channel.waiting.set(connection, has)
        this.#unread.add(channel)
      } else if (channel.last.signature !== has) connection.outbox.add(channel.last)
    }
  }

  #tellOfGap(connection: Connection, topics: readonly StreamTopic[]): void {
    if (topics.length === 0) return
    this.#options.metrics.gaps.inc()
    connection.tell({ type: 'gap', topics: topics.map(({ name }) => name), detail: noLonger })
  }

  /** Sends the present state: as it is known, or as soon as it is read. */
  #show(channel: Channel, connection: Connection): void {
    if (channel.last) connection.outbox.add(channel.last)
    else {
      channel.waiting.set(connection, undefined)
      this.#refresher.ask(channel)
    }
  }

  #pass(owner: string, entry: NewEntry): void {
    if (entry.topic === '') this.#hear(owner, entry)
    const channel = this.#channels.find(owner, entry.topic)
    if (!channel) return
    if (channel.added === entry.signature) channel.added = undefined
    // Two gateways that read a change at the same time both add it.
    if (channel.last?.signature === entry.signature) return
    channel.last = entry
    channel.waiting.clear()
    this.#options.connections.send(channel.connections, entry)
  }

  #hear(owner: string, { text }: NewEntry): void {
    const { people = [], token, isLost = false } = JSON.parse(text) as News
    if (isLost) this.#tellGap(owner)
    for (const person of people)
      for (const channel of this.#channels.about(owner, person)) this.#refresher.ask(channel, token)
  }

  #settle(channel: Channel, { data, significant, isFinal = false }: ReadState): void {
    channel.isFinal = isFinal
    const signature = signatureOf(significant)
    const topic = channel.topic.name
    // What is on its way to the log comes after what is known, and all streams get it.
    if (channel.added === signature) return
    const isNews = channel.added !== undefined || channel.last?.signature !== signature
    const text = isNews ? JSON.stringify({ type: topicKinds[channel.topic.kind].message, topic, data }) : ''
    const state = channel.last && !isNews ? channel.last : { topic, signature, text }
    // Whoever does not wait has an older state: the change is news to all gateways.
    if (isNews && (channel.added !== undefined || channel.waiting.size < channel.connections.size)) {
      channel.added = signature
      this.#logs.add(channel.owner, state)
      return
    }
    channel.last = state
    const lacking = [...channel.waiting].flatMap(([connection, has]) => (has === signature ? [] : [connection]))
    this.#options.connections.send(lacking, state)
    channel.waiting.clear()
  }

  #refuse(channel: Channel, error: InklingError): void {
    const refusal = topicRefusal(channel.topic, error)
    for (const connection of [...channel.connections]) {
      this.#channels.leave(channel, connection)
      connection.tell(refusal)
      this.#options.connections.wake(connection)
    }
  }

  #tellGap(owner: string): void {
    const { connections } = this.#options
    for (const channel of this.#channels.all) {
      if (channel.owner !== owner) continue
      channel.last = undefined
      channel.added = undefined
      for (const connection of channel.connections) channel.waiting.set(connection, undefined)
      this.#refresher.ask(channel)
    }
    for (const connection of connections.all) {
      const topics = [...connection.channels.values()].filter((one) => one.owner === owner)
      if (topics.length === 0) continue
      this.#tellOfGap(
        connection,
        topics.map(({ topic }) => topic),
      )
      connections.wake(connection)
    }
  }

  /** Reads the state of topics whose streams have returned, so many a second that a mass of them is no burden. */
  #readUnread(): void {
    for (const channel of [...this.#unread].slice(0, unreadAtOnce)) {
      this.#unread.delete(channel)
      if (channel.waiting.size > 0) this.#refresher.ask(channel)
    }
  }

  #poll(): void {
    this.#readUnread()
    if (!this.#options.mayPoll()) return
    const nowMs = performance.now()
    for (const channel of this.#channels.all) {
      const everyMs = pollMs[channel.topic.kind]
      if (everyMs === undefined || channel.isFinal || nowMs - channel.readAtMs < everyMs) continue
      this.#refresher.ask(channel)
    }
  }

  #leaveAll(connection: Connection): void {
    for (const channel of [...connection.channels.values()]) this.#channels.leave(channel, connection)
  }
}

const ownerOf = ({ kind }: StreamTopic, { owner }: Connection): string =>
  topicKinds[kind].isOfPlatform ? platformOwner : owner.identity.tenantId
