interface Use {
  amount: number
  atMs: number
}

const halfLifeMs = 10_000
/** A tenant that used less than this is not counted as active. */
const least = 0.5
const pruneEveryMs = 10_000

/** How much each tenant used lately, against what it would use if all active tenants used the same. */
export class TenantShares {
  readonly #now: () => number
  readonly #uses = new Map<string, Use>()
  readonly #total: Use
  #prunedMs: number

  constructor(nowMs: () => number) {
    this.#now = nowMs
    this.#prunedMs = nowMs()
    this.#total = { amount: 0, atMs: this.#prunedMs }
  }

  /** Counts one use. Uses of ten seconds ago count half. */
  add(tenantId: string): void {
    const nowMs = this.#now()
    if (nowMs - this.#prunedMs > pruneEveryMs) this.#prune(nowMs)
    const use = this.#uses.get(tenantId) ?? { amount: 0, atMs: nowMs }
    this.#uses.set(tenantId, use)
    for (const one of [use, this.#total]) {
      one.amount = decayed(one, nowMs) + 1
      one.atMs = nowMs
    }
  }

  /** 1 for a tenant with a fair share, 2 for one with twice that, 0 for one that used nothing lately. */
  ratioOf(tenantId: string): number {
    const use = this.#uses.get(tenantId)
    if (!use) return 0
    const nowMs = this.#now()
    return (decayed(use, nowMs) * this.#uses.size) / Math.max(least, decayed(this.#total, nowMs))
  }

  #prune(nowMs: number): void {
    this.#prunedMs = nowMs
    for (const [tenantId, use] of this.#uses) if (decayed(use, nowMs) < least) this.#uses.delete(tenantId)
  }
}

const decayed = ({ amount, atMs }: Use, nowMs: number) => amount * 0.5 ** ((nowMs - atMs) / halfLifeMs)
