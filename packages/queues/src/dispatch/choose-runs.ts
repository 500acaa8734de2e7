import { takePriority } from './take-priority.ts'
import { type Ring, takeTurn } from './take-turn.ts'

/** The first waiting run of a tenant in a kind and priority. */
export interface Candidate {
  readonly tenantId: string
  readonly id: string
  readonly kind: string
  /** 0 is high, 1 normal, 2 low. */
  readonly priority: number
  /** Whether another run of the tenant and kind is at work: then this one is not chosen, but keeps its turn. */
  readonly isBusy: boolean
}

export interface Room {
  /** By kind: how many runs its queue takes now. Kinds that are not named take none. */
  readonly kinds: ReadonlyMap<string, number>
  /** How many runs of heavy kinds may begin, all kinds together. */
  readonly heavy: number
  readonly isHeavy: (kind: string) => boolean
  /** How many runs of a tenant may begin, all kinds together. Default: any number. */
  readonly leftOf?: (tenantId: string) => number
}

/** Whose turn it is, by kind for the priorities, by kind and priority for the tenants. */
export type TurnState = ReadonlyMap<string, ReadonlyMap<string, number>>

/**
 * Chooses which runs begin next. Priorities share a kind by their weights, so that none starves; within a priority
 * tenants take turns, each with as many runs as its weight. A tenant gets one run of a kind at a time, and no more than
 * `room.leftOf` says. As long as a kind has room and a tenant that may begin a run waits, a run is chosen.
 * @param waiting In the order in which new tenants shall take their first turn.
 */
export function chooseRuns<C extends Candidate>(
  before: TurnState,
  waiting: readonly C[],
  room: Room,
  weightOf: (tenantId: string) => number,
): { readonly chosen: C[]; readonly turns: TurnState } {
  const rings = new Map([...before].map(([key, ring]) => [key, new Map(ring)]))
  const left = { kinds: new Map(room.kinds), heavy: room.heavy }
  const begun = new Map<string, number>()
  const mayBegin = (tenantId: string) => (room.leftOf?.(tenantId) ?? 1) - (begun.get(tenantId) ?? 0) >= 1
  const open = openOf(waiting.filter(({ tenantId }) => mayBegin(tenantId)))
  for (const run of waiting) if (!run.isBusy) takeLastPlace(rings, run)
  const chosen: C[] = []
  for (;;) {
    const [kind, ofKind] = roomiest(open, left, room.isHeavy) ?? []
    if (kind === undefined || !ofKind) return { chosen, turns: withoutLeft(rings, waiting) }
    const run = chooseOne(rings, kind, ofKind, weightOf)
    chosen.push(run)
    if (room.leftOf) begun.set(run.tenantId, (begun.get(run.tenantId) ?? 0) + 1)
    if (!mayBegin(run.tenantId)) for (const others of open.values()) closeTo(run.tenantId, others)
    left.kinds.set(kind, (left.kinds.get(kind) ?? 0) - 1)
    if (room.isHeavy(kind)) left.heavy--
  }
}

/** The runs of a kind that may be chosen, by priority and tenant. None of the maps is empty. */
type OpenKind<C> = Map<string, Map<string, C>>

function openOf<C extends Candidate>(waiting: readonly C[]): Map<string, OpenKind<C>> {
  const open = new Map<string, OpenKind<C>>()
  for (const run of waiting.filter(({ isBusy }) => !isBusy)) {
    const ofKind: OpenKind<C> = open.get(run.kind) ?? new Map()
    const tenants = ofKind.get(String(run.priority)) ?? new Map<string, C>()
    open.set(run.kind, ofKind.set(String(run.priority), tenants.set(run.tenantId, run)))
  }
  return open
}

/** A tenant that is new among those that take turns. */
function takeLastPlace(rings: Map<string, Ring>, { kind, priority, tenantId }: Candidate): void {
  const tenants = ringOf(rings, ringKey(kind, priority))
  if (!tenants.has(tenantId)) tenants.set(tenantId, 0)
}

/** Of the kinds that can begin a run, the one with the most room. */
function roomiest<C>(
  open: ReadonlyMap<string, OpenKind<C>>,
  left: { readonly kinds: ReadonlyMap<string, number>; readonly heavy: number },
  isHeavy: Room['isHeavy'],
): [kind: string, open: OpenKind<C>] | undefined {
  const roomOf = (kind: string) => (isHeavy(kind) && left.heavy < 1 ? 0 : (left.kinds.get(kind) ?? 0))
  const able = [...open].filter(([kind, ofKind]) => ofKind.size > 0 && roomOf(kind) >= 1)
  return able.toSorted(([a], [b]) => roomOf(b) - roomOf(a))[0]
}

/** Chooses a run, and takes the tenant out of those of the kind that may be chosen. */
function chooseOne<C extends Candidate>(
  rings: Map<string, Ring>,
  kind: string,
  open: OpenKind<C>,
  weightOf: (tenantId: string) => number,
): C {
  const priority = takePriority(ringOf(rings, kind), open.keys())
  const ofPriority = open.get(priority)
  const ring = ringOf(rings, ringKey(kind, priority))
  const tenantId = takeTurn(ring, (one) => (ofPriority?.has(one) ? weightOf(one) : undefined))
  const run = ofPriority?.get(tenantId)
  if (!run) throw new Error(`no run of tenant ${tenantId} waits`)
  closeTo(tenantId, open)
  return run
}

/** No further run of the tenant may be chosen. */
function closeTo<C>(tenantId: string, open: OpenKind<C>): void {
  for (const [key, tenants] of open) {
    tenants.delete(tenantId)
    if (tenants.size === 0) open.delete(key)
  }
}

const ringKey = (kind: string, priority: string | number) => `${kind} ${priority}`

function ringOf(rings: Map<string, Ring>, key: string): Ring {
  const ring = rings.get(key) ?? new Map()
  rings.set(key, ring)
  return ring
}

/** A tenant that has no waiting run any more gives up its place and its credit. */
function withoutLeft(rings: ReadonlyMap<string, Ring>, waiting: readonly Candidate[]): TurnState {
  const flows = new Set(
    waiting.flatMap(({ kind, priority, tenantId }) => [
      `${kind}\n${priority}`,
      `${ringKey(kind, priority)}\n${tenantId}`,
    ]),
  )
  const kept = [...rings].map(
    ([key, ring]) => [key, new Map([...ring].filter(([flow]) => flows.has(`${key}\n${flow}`)))] as const,
  )
  return new Map(kept.filter(([, ring]) => ring.size > 0))
}
