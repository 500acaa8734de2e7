/** What many tenants' blends learned, of components and features alone: of no item, user or tenant. Empty where too few did. */
export interface Prior {
  /** Weight per component, by kind of items. */
  seen: Record<string, number>
  fresh: Record<string, number>
  /** Per feature of the correction its weights, per kind and situation. */
  correction: Record<string, number[]>
}
