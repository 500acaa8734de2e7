import { amazonProducts } from './amazon-products.ts'
import { beirCorpus } from './beir-corpus.ts'
import { gorseItems } from './gorse-items.ts'
import type { ItemDialect } from './item-dialect.ts'
import { schemaOrg } from './schema-org.ts'
import { shopifyProducts } from './shopify-products.ts'

/** The special ones first. Objects of none of them are read by the names of their fields: see `plain-items.ts`. */
export const itemDialects: readonly ItemDialect[] = [schemaOrg, shopifyProducts, amazonProducts, gorseItems, beirCorpus]
