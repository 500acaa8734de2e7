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
}

/** Whose turn it is, by kind for the priorities, by kind and priority for the tenants. */
export type TurnState = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Of ten runs six are of high priority, three of normal and one of low, as far as there are any. */
const shares = [6, 3, 1] as const

/**
 * Chooses which runs begin next. Priorities share a kind by their weights, so that none starves; within a priority
 * tenants take turns, each with as many runs as its weight. A tenant gets one run of a kind at a time. As long as a
 * kind has room and a tenant that is not busy waits, a run is chosen.
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
  const open = byKind(waiting)
  const chosen: C[] = []
  for (;;) {
    const kind = roomiest(open, left, room.isHeavy)
    if (kind === undefined) return { chosen, turns: withoutLeft(rings, waiting) }
    const candidates = open.get(kind) ?? []
    const run = chooseOne(rings, kind, candidates, weightOf)
    chosen.push(run)
    left.kinds.set(kind, (left.kinds.get(kind) ?? 0) - 1)
    if (room.isHeavy(kind)) left.heavy--
    open.set(
      kind,
      candidates.filter(({ tenantId }) => tenantId !== run.tenantId),
    )
  }
}

function byKind<C extends Candidate>(waiting: readonly C[]): Map<string, C[]> {
  const found = new Map<string, C[]>()
  for (const candidate of waiting.filter(({ isBusy }) => !isBusy)) {
    const those = found.get(candidate.kind) ?? []
    those.push(candidate)
    found.set(candidate.kind, those)
  }
  return found
}

/** Of the kinds that can begin a run, the one with the most room. */
function roomiest(
  open: ReadonlyMap<string, readonly Candidate[]>,
  left: { readonly kinds: ReadonlyMap<string, number>; readonly heavy: number },
  isHeavy: Room['isHeavy'],
): string | undefined {
  const roomOf = (kind: string) => (isHeavy(kind) && left.heavy < 1 ? 0 : (left.kinds.get(kind) ?? 0))
  const able = [...open].filter(([kind, candidates]) => candidates.length > 0 && roomOf(kind) >= 1)
  return able.toSorted(([a], [b]) => roomOf(b) - roomOf(a))[0]?.[0]
}

function chooseOne<C extends Candidate>(
  rings: Map<string, Ring>,
  kind: string,
  candidates: readonly C[],
  weightOf: (tenantId: string) => number,
): C {
  const priorities = new Map(candidates.map(({ priority }) => [String(priority), shares[priority] ?? 1]))
  const priority = takeTurn(ringOf(rings, kind), priorities)
  const ofPriority = candidates.filter((candidate) => String(candidate.priority) === priority)
  const tenants = new Map(ofPriority.map(({ tenantId }) => [tenantId, weightOf(tenantId)]))
  const tenantId = takeTurn(ringOf(rings, ringKey(kind, priority)), tenants)
  const run = ofPriority.find((candidate) => candidate.tenantId === tenantId)
  if (!run) throw new Error(`no run of tenant ${tenantId} waits`)
  return run
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
