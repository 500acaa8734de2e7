import type { RedisClient } from '@inkling/cache'
import type { SecurityAction } from '@inkling/contracts'
import { isPublic } from '@inkling/service-kit'
import type { Logger, threatMetrics } from '@inkling/telemetry'
import { LRUCache } from 'lru-cache'
import { DistinctMembers, hashOf } from './distinct-members.ts'
import {
  actionOf,
  isStronger,
  milder,
  scoreFor,
  type ThreatActions,
  type ThreatKindName,
  threatKindNames,
  threatKinds,
} from './kinds.ts'
import type { SecurityLog } from './security-log.ts'
import { SharedBlocks } from './shared-blocks.ts'
import { SharedScores } from './shared-scores.ts'

export interface ThreatsParts {
  readonly redis: RedisClient
  readonly logger: Pick<Logger, 'debug' | 'warn'>
  readonly log: Pick<SecurityLog, 'add'>
  readonly metrics: ReturnType<typeof threatMetrics>
  /** The strongest action per kind. */
  readonly actions: ThreatActions
  readonly blockMs: number
  /** Whether addresses that are not public may be acted on. */
  readonly actsOnPrivate: boolean
  readonly nowMs?: () => number
}

/** What becomes of the requests of a source, and until when. */
export interface Standing {
  readonly action: Exclude<SecurityAction, 'observe'>
  readonly kind: ThreatKindName | 'manual'
  readonly endsAtMs: number
}

/** Something that was found. */
export interface Found {
  /** Default: 1. */
  readonly points?: number
  /** What counts once, however often it is found. */
  readonly member?: string
  /** Default: that of the kind. */
  readonly reason?: string
  readonly tenantId?: string | undefined
}

const mostStandings = 10_000
const windowMs = 600_000

/**
 * Scores what is found by source (an address, a key or a tenant), and says what becomes of the requests of a source.
 * Only observed are tenants, and addresses that are not public unless `actsOnPrivate`: they are those of proxies that
 * nobody named in TRUST_PROXY, or of loopback.
 */
export class Threats {
  readonly #parts: ThreatsParts
  readonly #nowMs: () => number
  readonly blocks: SharedBlocks
  readonly #scores: SharedScores
  readonly #members = Object.fromEntries(
    threatKindNames.map((kind) => [kind, new DistinctMembers(Math.max(windowMs, threatKinds[kind].halfLifeMs))]),
  ) as Readonly<Record<ThreatKindName, DistinctMembers>>
  readonly #standings = new LRUCache<string, Standing>({ max: mostStandings })
  /** The strongest action that a source's score stood for; so that a rise is told once. */
  readonly #levels = new LRUCache<string, SecurityAction>({ max: mostStandings })

  constructor(parts: ThreatsParts) {
    const { redis, logger, nowMs = Date.now } = parts
    this.#parts = parts
    this.#nowMs = nowMs
    this.blocks = new SharedBlocks({ redis, logger, onReleased: (source) => this.#forget(source) })
    this.#scores = new SharedScores({ redis, nowMs, onScore: (...score) => this.#judge(...score) })
  }

  see(kind: ThreatKindName, source: string, found: Found = {}): void {
    const { member, points = 1 } = found
    const hash = member === undefined ? undefined : hashOf(member)
    const weight = hash === undefined ? points : this.#members[kind].add(source, hash, this.#nowMs())
    if (weight === 0) return
    const score = this.#scores.add(kind, source, weight, hash)
    const action = this.#judge(kind, source, score)
    const { reason = threatKinds[kind].reason, tenantId } = found
    if (action) this.#parts.log.add({ source, kind, action, score, reason, tenantId })
  }

  scoreOf(kind: ThreatKindName, source: string): number {
    return this.#scores.of(kind, source)
  }

  /** What becomes of the requests of a source; undefined if nothing. */
  standingOf(source: string): Standing | undefined {
    if (this.blocks.size > 0) {
      const block = this.blocks.find(source)
      if (block) return { action: 'block', kind: block.kind as Standing['kind'], endsAtMs: block.endsAtMs }
    }
    if (this.#standings.size === 0) return undefined
    const standing = this.#standings.get(source)
    if (!standing || standing.endsAtMs > this.#nowMs()) return standing
    this.#standings.delete(source)
    return undefined
  }

  /** Ends a block, and begins the scores again at 0. Whether there was one. @throws an error of ioredis */
  async release(source: string): Promise<boolean> {
    await this.#scores.reset(source)
    const wasBlocked = await this.blocks.release(source)
    this.#forget(source)
    return wasBlocked
  }

  close(): void {
    this.blocks.close()
    this.#scores.close()
  }

  #forget(source: string): void {
    this.#scores.forget(source)
    this.#standings.delete(source)
    for (const kind of threatKindNames) {
      this.#members[kind].forget(source)
      this.#levels.delete(`${kind} ${source}`)
    }
  }

  /** Acts on a score, and returns the action; undefined if it is too low for any. */
  #judge(kind: ThreatKindName, source: string, score: number): SecurityAction | undefined {
    const level = actionOf(kind, score)
    const name = `${kind} ${source}`
    const before = this.#levels.get(name)
    if (!level) {
      if (before) this.#levels.delete(name)
      return undefined
    }
    if (level !== before) this.#levels.set(name, level)
    if (level === 'block' && before !== 'block') this.#parts.metrics.threats.inc({ kind })
    const action = milder(level, this.#mostFor(kind, source))
    if (action === 'block') this.#block(kind, source, score)
    else if (action !== 'observe') this.#hold(kind, source, action, score)
    return action
  }

  #block(kind: ThreatKindName, source: string, score: number): void {
    if (this.blocks.find(source)) return
    const { reason } = threatKinds[kind]
    this.blocks.add({ source, kind, reason, endsAtMs: this.#nowMs() + this.#parts.blockMs })
    this.#parts.logger.warn({ source, kind, score: Math.round(score), reason }, 'source blocked')
  }

  /** Until the score has fallen below that of the action. */
  #hold(kind: ThreatKindName, source: string, action: Standing['action'], score: number): void {
    const endsAtMs = this.#nowMs() + threatKinds[kind].halfLifeMs * Math.log2(score / scoreFor(kind, action)) + 1_000
    const present = this.standingOf(source)
    if (!present || !isStronger(present.action, action)) this.#standings.set(source, { action, kind, endsAtMs })
  }

  #mostFor(kind: ThreatKindName, source: string): SecurityAction {
    const [what, id = ''] = split(source)
    if (what === 'tenant') return 'observe'
    const isHarmless = what === 'address' && !this.#parts.actsOnPrivate && !isPublicNetwork(id)
    return isHarmless ? 'observe' : this.#parts.actions[kind]
  }
}

const split = (source: string) => [source.slice(0, source.indexOf(':')), source.slice(source.indexOf(':') + 1)]

/** Whether a network as `networkOf` gives it holds public addresses: IPv6 is its first half, unknown is none. */
function isPublicNetwork(network: string): boolean {
  if (network === 'unknown') return false
  return isPublic(network.includes('.') ? network : `${network}::`)
}
