import { closeCodes, platformOwner, type StreamMessage } from '@inkling/contracts'
import type { streamMetrics } from '@inkling/telemetry'
import { Connection, type StreamOwner } from './connection.ts'
import { FrameMaker } from './frame.ts'
import type { Message, OutboxLimits } from './outbox.ts'
import { formatPosition, type LogPlace, type Position } from './position.ts'
import type { Wire } from './wire.ts'

export interface ConnectionsOptions {
  readonly outbox: OutboxLimits
  readonly heartbeatMs: number
  /** Whether the key of a stream is still in force. */
  readonly isInForce: (owner: StreamOwner) => Promise<boolean>
  readonly metrics: ReturnType<typeof streamMetrics>
}

interface Serving {
  placeOf(owner: string): LogPlace | undefined
  leave(connection: Connection): void
}

/** Messages of this time make one frame. */
const tickMs = 10
/** Between so many frames, the gateway does other work. */
const framesAtOnce = 500
const slowEveryMs = 100
/** So many times in the period of heartbeats, an equal part of the streams is asked. */
const beatPlaces = 50
const checkKeysEveryMs = 500
/** Clients are told to return at this rate. */
const returnsPerSecond = 500
const longestReturnMs = 20_000
const lingerMs = 500

/**
 * The streams of this gateway: sends what waits for them in ticks, notices those that are gone, too slow or whose key
 * is no longer in force, and sends all away before the gateway stops.
 */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #open = new Set<Connection>()
  readonly #frames = new FrameMaker()
  readonly #timers: readonly NodeJS.Timeout[]
  #added = 0
  #beatPlace = 0
  #serving: Serving = { placeOf: () => undefined, leave: () => {} }
  readonly #awake = new Set<Connection>()
  #tick: NodeJS.Timeout | undefined
  readonly #slow = new Set<Connection>()
  #places: Position = {}
  #position = ''
  #isChecking = false
  #isDraining = false

  constructor(options: ConnectionsOptions) {
    this.#options = options
    for (const transport of ['websocket', 'events'] as const)
      options.metrics.open.sample({ transport }, () => this.#count(transport))
    this.#timers = [
      setInterval(() => this.#retrySlow(), slowEveryMs).unref(),
      setInterval(() => void this.#checkKeys(), checkKeysEveryMs).unref(),
      setInterval(() => this.#beatNext(), options.heartbeatMs / beatPlaces).unref(),
    ]
  }

  serve(serving: Serving): void {
    this.#serving = serving
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  add(owner: StreamOwner, wire: Wire): Connection {
    const place = this.#added++ % beatPlaces
    const connection = new Connection(owner, wire, place, this.#frames, this.#options.outbox)
    this.#open.add(connection)
    return connection
  }

  /** The client is gone. */
  remove(connection: Connection): void {
    if (connection.isClosed) return
    connection.isClosed = true
    this.#open.delete(connection)
    this.#awake.delete(connection)
    this.#slow.delete(connection)
    this.#serving.leave(connection)
  }

  close(connection: Connection, code: keyof typeof closeCodes, reason: string): void {
    if (connection.isClosed) return
    this.#options.metrics.closed.inc({ reason: code })
    connection.wire.close(closeCodes[code], reason)
    this.remove(connection)
  }

  send(connections: Iterable<Connection>, message: Message): void {
    const { messages } = this.#options.metrics
    let count = 0
    let lost = 0
    for (const connection of connections) {
      lost += connection.outbox.add(message)
      count++
      this.wake(connection)
    }
    messages.inc({ outcome: 'queued' }, count)
    if (lost > 0) messages.inc({ outcome: 'coalesced' }, lost)
  }

  /** Sends what waits for the stream with the next tick. */
  wake(connection: Connection): void {
    if (connection.isClosed || this.#slow.has(connection)) return
    this.#awake.add(connection)
    this.#tick ??= setTimeout(() => this.#flush(), tickMs)
  }

  tellAll(message: StreamMessage): void {
    for (const connection of this.#open) {
      connection.tell(message)
      this.wake(connection)
    }
  }

  get all(): Iterable<Connection> {
    return this.#open
  }

  /** Tells each client when to return, and closes all streams. */
  async drain(): Promise<void> {
    if (this.#isDraining) return
    this.#isDraining = true
    const spreadMs = Math.min(longestReturnMs, Math.max(1_000, (this.#open.size / returnsPerSecond) * 1_000))
    for (const connection of this.#open) {
      connection.tell({ type: 'reconnect', afterMs: Math.floor(Math.random() * spreadMs) })
      this.wake(connection)
    }
    if (this.#open.size > 0) await new Promise((resolve) => setTimeout(resolve, lingerMs))
    for (const connection of [...this.#open]) this.close(connection, 'restart', 'The server stops')
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#tick)
  }

  #count(transport: Wire['transport']): number {
    let count = 0
    for (const { wire } of this.#open) if (wire.transport === transport) count++
    return count
  }

  #flush(): void {
    this.#tick = undefined
    const nowMs = performance.now()
    let sent = 0
    for (const connection of this.#awake) {
      if (sent++ === framesAtOnce) break
      this.#awake.delete(connection)
      if (!this.#send(connection, nowMs)) this.#slow.add(connection)
    }
    this.#options.metrics.frames.inc(Math.min(sent, framesAtOnce))
    if (this.#awake.size > 0) setImmediate(() => this.#flush())
  }

  /** Whether the client took all that waited. */
  #send(connection: Connection, nowMs: number): boolean {
    const position = this.#positionOf(connection)
    connection.toldPosition = position
    if (!connection.outbox.flush(position, nowMs)) this.close(connection, 'tooSlow', 'The client reads too slowly')
    return connection.isClosed || connection.outbox.isEmpty
  }

  /** How far the logs are that the stream follows. Most streams follow the same. */
  #positionOf({ owner, followsTenant, followsPlatform }: Connection): string {
    const tenant = followsTenant ? this.#serving.placeOf(owner.identity.tenantId) : undefined
    const platform = followsPlatform ? this.#serving.placeOf(platformOwner) : undefined
    if (tenant !== this.#places.tenant || platform !== this.#places.platform) {
      this.#places = { tenant, platform }
      this.#position = formatPosition(this.#places)
    }
    return this.#position
  }

  #retrySlow(): void {
    const nowMs = performance.now()
    for (const connection of this.#slow) if (this.#send(connection, nowMs)) this.#slow.delete(connection)
  }

  #beatNext(): void {
    this.#beatPlace = (this.#beatPlace + 1) % beatPlaces
    for (const connection of this.#open) if (connection.beatPlace === this.#beatPlace) this.#beat(connection)
  }

  #beat(connection: Connection): void {
    if (connection.beats++ >= connection.wire.mostBeats) this.#renew(connection)
    else if (!connection.wire.beat()) this.#end(connection, 'silent', 'The client does not answer')
    else this.#tellPosition(connection)
  }

  #renew(connection: Connection): void {
    connection.tell({ type: 'reconnect', afterMs: 0 })
    this.#send(connection, performance.now())
    this.#end(connection, 'renewed', 'The stream has lasted long; connect again')
  }

  /** Tells how far the log is, so that a stream of quiet topics can resume. */
  #tellPosition(connection: Connection): void {
    const position = this.#positionOf(connection)
    if (position === connection.toldPosition || !connection.outbox.isEmpty) return
    connection.toldPosition = position
    connection.wire.send(this.#frames.make(position, []))
  }

  #end(connection: Connection, reason: 'silent' | 'renewed', text: string): void {
    if (connection.isClosed) return
    this.#options.metrics.closed.inc({ reason })
    connection.wire.close(closeCodes.restart, text)
    this.remove(connection)
  }

  /**
   * Closes the streams whose token has ended, and those whose key or issuer was revoked, has expired or was changed.
   * What is stored is looked up once for all streams of a key or an issuer.
   */
  async #checkKeys(): Promise<void> {
    if (this.#isChecking) return
    this.#isChecking = true
    const nowMs = Date.now()
    for (const connection of this.#open) {
      const { expiresAtMs } = connection.owner.identity
      if (expiresAtMs !== undefined && expiresAtMs <= nowMs) this.#refuse(connection, 'The token has expired')
    }
    const byKey = Map.groupBy(this.#open, ({ owner: { identity, credential } }) => `${identity.keyId} ${credential}`)
    for (const connections of byKey.values()) {
      const [first] = connections
      if (!first || (await this.#options.isInForce(first.owner).catch(() => true))) continue
      const { isToken } = first.owner.identity
      const text = isToken
        ? 'The key or the issuer of the token was revoked or changed'
        : 'The key has expired or was revoked'
      for (const connection of connections) this.#refuse(connection, text)
    }
    this.#isChecking = false
  }

  /** Server-sent events have no code with which they are closed, so the last message says why. */
  #refuse(connection: Connection, text: string): void {
    if (connection.isClosed) return
    connection.tell({ type: 'error', code: 'unauthenticated', detail: text })
    this.#send(connection, performance.now())
    this.close(connection, 'unauthenticated', text)
  }
}
