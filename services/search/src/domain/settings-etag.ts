import { hash } from 'node:crypto'
import type { SearchSettings } from '@inkling/contracts'

/** The entity tag of settings. Equal settings have equal tags, in whatever order their fields are stored. */
export const settingsEtag = (settings: SearchSettings): string =>
  `"${hash('sha256', JSON.stringify(inOrder(settings)), 'base64url').slice(0, 22)}"`

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => [name, inOrder(field)])
}
