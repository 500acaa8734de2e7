import { defineCall } from '../call.ts'
import { Answer } from '../schemas/answer.ts'
import { SearchQuery, SearchRequest } from '../schemas/asking.ts'
import {
  AskedQueries,
  Completions,
  CompletionsQuery,
  QueriesQuery,
  SearchSettings,
} from '../schemas/search-settings.ts'

const searchCall = {
  path: '/search',
  summary: 'Find items by words, meaning and behaviour',
  service: 'search',
  scope: 'search:read',
  idempotent: true,
  answers: { 200: Answer },
} as const

export const search = defineCall({ ...searchCall, id: 'search', method: 'POST', body: SearchRequest })
export const searchByQuery = defineCall({ ...searchCall, id: 'searchByQuery', method: 'GET', query: SearchQuery })

export const completeQuery = defineCall({
  id: 'completeQuery',
  method: 'GET',
  path: '/search/completions',
  summary: 'What the words typed so far may become',
  service: 'search',
  scope: 'search:read',
  idempotent: true,
  query: CompletionsQuery,
  answers: { 200: Completions },
})

export const getSearchSettings = defineCall({
  id: 'getSearchSettings',
  method: 'GET',
  path: '/search/settings',
  summary: 'How items are searched',
  service: 'search',
  scope: 'search:read',
  idempotent: true,
  answers: { 200: SearchSettings },
})

export const putSearchSettings = defineCall({
  id: 'putSearchSettings',
  method: 'PUT',
  path: '/search/settings',
  summary: 'Replace language, field weights, synonyms, pins and blocks',
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  body: SearchSettings,
  answers: { 200: SearchSettings },
})

export const listQueries = defineCall({
  id: 'listQueries',
  method: 'GET',
  path: '/search/queries',
  summary: 'What was searched for in the last 30 days, and what of it found nothing',
  service: 'search',
  scope: 'search:read',
  idempotent: true,
  query: QueriesQuery,
  answers: { 200: AskedQueries },
})
