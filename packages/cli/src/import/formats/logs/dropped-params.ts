const maxNamesCounted = 1000
const maxNamesShown = 8

/** Counts the query parameters that were left out of the names of pages. */
export class DroppedParams {
  readonly #kept: ReadonlySet<string>
  readonly #counts = new Map<string, number>()
  #requests = 0

  constructor(kept: readonly string[]) {
    this.#kept = new Set(kept)
  }

  count(target: string): void {
    const start = target.indexOf('?')
    if (start < 0) return
    let dropped = 0
    for (const name of new URLSearchParams(target.slice(start + 1).replace(/#.*$/s, '')).keys()) {
      if (this.#kept.has(name) || name === '') continue
      dropped++
      const count = this.#counts.get(name)
      if (count !== undefined || this.#counts.size < maxNamesCounted) this.#counts.set(name, (count ?? 0) + 1)
    }
    if (dropped > 0) this.#requests++
  }

  /** A remark for the report; undefined if nothing was left out. */
  describe(): string | undefined {
    if (this.#requests === 0) return undefined
    const names = [...this.#counts].sort((a, b) => b[1] - a[1])
    const shown = names.slice(0, maxNamesShown).map(([name, count]) => `${name} (${count})`)
    const more = names.length > maxNamesShown ? ', …' : ''
    return (
      `query parameters were left out of the pages of ${this.#requests} requests: ${shown.join(', ')}${more}; ` +
      'keep those that name a page with --page-params'
    )
  }
}
