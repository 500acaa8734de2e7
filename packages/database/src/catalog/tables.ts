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
