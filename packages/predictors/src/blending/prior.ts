/**
 * Weights that the blends of many tenants learned: of components and features, never of an item, a user or a tenant.
 */
export interface Prior {
  /** Weight per component, for items that the session has used and has not. */
  seen: Record<string, number>
  fresh: Record<string, number>
  /** Weights of the logit correction by feature: per kind and situation. */
  correction: Record<string, number[]>
}
