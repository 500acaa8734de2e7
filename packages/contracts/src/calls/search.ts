import { defineCall } from '../call.ts'
import { Answer } from '../schemas/answer.ts'
import { Completions, CompletionsQuery, QueriesQuery, QueryCounts } from '../schemas/query-counts.ts'
import { SearchQuery, SearchRequest } from '../schemas/search-request.ts'
import { SearchSettings } from '../schemas/search-settings.ts'

const searchCall = {
  path: '/search',
  description: `Finds items by words, by meaning and by what users of the same search opened.

- A misspelt query that finds little is corrected; \`meta.corrected\` holds the query that was searched instead.
- The search settings of the tenant (language, weights, synonyms, pins and blocks) apply.
- Pages of one search neither repeat nor miss a hit. A cursor is valid for the same search only.
- While the search index is not in memory, Postgres answers and \`meta.degraded\` holds \`index\`.`,
  service: 'search',
  scope: 'search:read',
  idempotent: true,
  answers: { 200: Answer },
} as const

export const search = defineCall({
  ...searchCall,
  id: 'search',
  method: 'POST',
  summary: 'Search items',
  body: SearchRequest,
})

export const searchByQuery = defineCall({
  ...searchCall,
  id: 'searchByQuery',
  method: 'GET',
  summary: 'Search items by a query string',
  query: SearchQuery,
  answers: { 200: Answer, 304: null },
})

export const completeQuery = defineCall({
  id: 'completeQuery',
  method: 'GET',
  path: '/search/completions',
  summary: 'Complete a query while the user types',
  description: `Returns queries that begin with what was typed, made of words and phrases of the items.

While the search index is not in memory the list is empty and the header \`Degraded\` says \`index\`.`,
  service: 'search',
  scope: 'search:read',
  idempotent: true,
  query: CompletionsQuery,
  answers: { 200: Completions, 304: null },
})

export const getSearchSettings = defineCall({
  id: 'getSearchSettings',
  method: 'GET',
  path: '/search/settings',
  summary: 'Get the search settings',
  description: `Returns the settings with their ETag. With \`If-None-Match\` and that ETag, the answer is 304 while they
are unchanged.

Without settings, the answer is an empty object: then the defaults for all tenants apply.`,
  service: 'search',
  scope: 'search:read',
  idempotent: true,
  cached: { tags: ['search-settings'], seconds: 60, staleSeconds: 3_600 },
  answers: { 200: SearchSettings, 304: null },
})

export const putSearchSettings = defineCall({
  id: 'putSearchSettings',
  method: 'PUT',
  path: '/search/settings',
  summary: 'Replace the search settings',
  description: `Replaces language, field weights, synonyms and rules together. A field that is absent gets its default.

- With the header \`If-Match\` and the ETag of the settings that were read, the call fails with 412 if they have changed
  since.
- With \`If-None-Match: *\` the call fails with 412 if settings were made before.

Searches use the new settings within seconds.`,
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  changes: ['search-settings'],
  body: SearchSettings,
  answers: { 200: SearchSettings },
})

export const listQueries = defineCall({
  id: 'listQueries',
  method: 'GET',
  path: '/search/queries',
  summary: 'List the queries of the last 30 days',
  description: `Returns the most frequent queries and how often each found nothing.

Searches with \`prefix\` and pages after the first are not counted.`,
  service: 'search',
  scope: 'search:read',
  priority: 'background',
  idempotent: true,
  query: QueriesQuery,
  answers: { 200: QueryCounts },
})
