import type { RestoreRules } from '../replace-tenant/restore-rules.ts'

/** The tables of this schema that hold rows of tenants. */
export const catalogTables = [
  'catalog.search_queries',
  'catalog.search_settings',
  'catalog.items',
  'catalog.item_changes',
  'catalog.item_words',
  'catalog.item_words_progress',
  'catalog.item_embeddings',
  'catalog.item_embeddings_progress',
] as const

export const catalogRestores: RestoreRules = {
  'catalog.items': 'follow',
  'catalog.item_words': 'rebuild',
  'catalog.item_words_progress': 'rebuild',
  'catalog.item_embeddings': 'follow',
  // The endpoint is not asked again for an embedding that is there.
  'catalog.item_embeddings_progress': 'rebuild',
}
