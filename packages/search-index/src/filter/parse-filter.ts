import { FilterParser } from './filter-parser.ts'
import type { ParsedFilter } from './parsed-filter.ts'
import { tokenize } from './tokens.ts'

/**
 * Compiles a filter such as `kind = "doc" and tags in ["a", "b"] and attributes.price < 20`.
 *
 *     either     = both { "or" both }
 *     both       = negation { "and" negation }
 *     negation   = "not" negation | "(" either ")" | field operator literal
 *                | field "in" "[" literal { "," literal } "]"
 *     field      = "id" | "kind" | "title" | "url" | "tags" | "createdAt" | "updatedAt"
 *                | "attributes." name { "." name }
 *     operator   = "=" | "!=" | "<" | "<=" | ">" | ">="
 *     literal    = string in " or ', with \ escapes | number | "true" | "false"
 *
 * A list satisfies a comparison when one of its elements does. `!=` is the negation of `=`, so a missing value
 * satisfies it and no other comparison.
 */
export function parseFilter(source: string): ParsedFilter {
  return new FilterParser(tokenize(source)).parse()
}
