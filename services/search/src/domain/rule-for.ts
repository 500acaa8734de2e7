import type { Rule, SearchSettings } from '@inkling/contracts'
import { normalisedQuery } from './normalised-query.ts'

/** The items that the tenant pins and blocks for this query. */
export function ruleFor({ rules = [] }: SearchSettings, query: string): Required<Omit<Rule, 'query'>> {
  const asked = normalisedQuery(query)
  const meant = rules.filter((rule) => normalisedQuery(rule.query) === asked)
  return { pins: meant.flatMap(({ pins = [] }) => pins), blocks: meant.flatMap(({ blocks = [] }) => blocks) }
}
