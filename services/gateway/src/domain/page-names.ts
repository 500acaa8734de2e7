const perTenant = 10
const ofAll = 100

/**
 * Keeps the values of a label few: the first names that each tenant sends are known, as far as all tenants have not
 * sent too many. A publishable key is public, so that anyone may send names.
 */
export class PageNames {
  readonly #byTenant = new Map<string, Set<string>>()
  readonly #all = new Set<string>()

  /** The name, or `other`. */
  nameOf(tenantId: string, page: string): string {
    const own = this.#byTenant.get(tenantId) ?? new Set()
    if (own.has(page)) return page
    const isNew = !this.#all.has(page)
    if (own.size >= perTenant || (isNew && this.#all.size >= ofAll)) return 'other'
    this.#byTenant.set(tenantId, own.add(page))
    this.#all.add(page)
    return page
  }
}
