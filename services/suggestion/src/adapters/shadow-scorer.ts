import { leagueMetrics } from '@inkling/telemetry'
import { wait } from '../domain/gather.ts'
import { benchMs } from '../domain/league.ts'
import type { Shadow } from '../domain/shadow.ts'
import type { SuggestionSources } from '../domain/suggestion-sources.ts'

export interface ShadowScorerOptions {
  /** Stores that a challenger is benched. May reject. */
  readonly bench: (tenantId: string, scenario: string, name: string, because: string) => Promise<unknown>
  readonly budgetMs?: number
  readonly clock?: () => number
  readonly metrics?: ReturnType<typeof leagueMetrics>
}

/** The most answers whose challengers rank at the same time in this process; those of others do not rank. */
const mostAtOnce = 4
/** Failures in a row after which a challenger is benched. */
const mostFailures = 3
const mostRemembered = 10_000

interface Failures {
  count: number
  benchedUntilMs: number
}

/**
 * Lets challengers rank answers that were given, one after another. Never rejects, and no answer waits for it. A
 * challenger that throws, or takes longer than its budget, three times in a row is benched.
 */
export class ShadowScorer {
  readonly #options: Required<Omit<ShadowScorerOptions, 'bench'>> & Pick<ShadowScorerOptions, 'bench'>
  readonly #failures = new Map<string, Failures>()
  #active = 0

  constructor({
    bench,
    budgetMs = 50,
    clock = () => performance.now(),
    metrics = leagueMetrics(),
  }: ShadowScorerOptions) {
    this.#options = { bench, budgetMs, clock, metrics }
  }

  /** @param sourcesOf Sources that give up after so many milliseconds. */
  async score(tenantId: string, shadow: Shadow, sourcesOf: (budgetMs: number) => SuggestionSources): Promise<void> {
    const { metrics, budgetMs } = this.#options
    if (this.#active >= mostAtOnce) return metrics.ranked.inc({ outcome: 'skipped' }, shadow.challengers.length)
    this.#active++
    try {
      for (const { key, name } of shadow.challengers) {
        const id = JSON.stringify([tenantId, shadow.scenario, key])
        if ((this.#failures.get(id)?.benchedUntilMs ?? 0) > this.#options.clock()) continue
        const outcome = await this.#attempt(() => shadow.rank(key, sourcesOf(budgetMs)))
        metrics.ranked.inc({ outcome })
        if (outcome === 'done') this.#failures.delete(id)
        else await this.#noteFailure(id, outcome, () => this.#options.bench(tenantId, shadow.scenario, name, outcome))
      }
    } finally {
      this.#active--
    }
  }

  async #attempt(rank: () => Promise<void>): Promise<'done' | 'failed' | 'slow'> {
    const { budgetMs, clock } = this.#options
    const startedMs = clock()
    const ranked = Promise.resolve()
      .then(rank)
      .then(
        () => 'done' as const,
        () => 'failed' as const,
      )
    const outcome = await Promise.race([ranked, wait(budgetMs).then(() => 'slow' as const)])
    return clock() - startedMs > budgetMs ? 'slow' : outcome
  }

  async #noteFailure(id: string, because: 'failed' | 'slow', bench: () => Promise<unknown>): Promise<void> {
    const failures = this.#failures.get(id) ?? { count: 0, benchedUntilMs: 0 }
    if (this.#failures.size >= mostRemembered) this.#failures.clear()
    this.#failures.set(id, failures)
    failures.count++
    if (failures.count < mostFailures) return
    this.#failures.set(id, { count: 0, benchedUntilMs: this.#options.clock() + benchMs })
    this.#options.metrics.benched.inc({ because })
    await bench().catch(() => {})
  }
}
