import type { ItemBody, ItemPatch } from '@inkling/contracts'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * JSON Merge Patch (RFC 7396, section 2). The package `json-merge-patch` changes the item that it patches, and drops
 * the rest of a patch at a field named `constructor` or `__proto__`, which clients may use as attributes.
 */
function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name)
    else result.set(name, merge(result.get(name), value))
  }
  return Object.fromEntries(result)
}

export const patchItem = (item: ItemBody, patch: ItemPatch): ItemBody => merge(item, patch) as ItemBody
