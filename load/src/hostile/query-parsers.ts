import { readTopic } from '@inkling/contracts'
import { querySyntax, type SearchDocument, SearchIndex } from '@inkling/search-index'
import {
  checkPrecondition,
  cursors,
  decodeConsistencyToken,
  isReceiptId,
  preferredType,
  weakEtag,
} from '@inkling/service-kit'
import { createReceiptId } from '../../../packages/service-kit/src/answers/receipt-id.ts'
import { readIdempotencyKey } from '../../../services/gateway/src/domain/idempotency-key.ts'
import { formatPosition, readPosition } from '../../../services/gateway/src/streams/position.ts'
import type { HostileParser } from './judge-parser.ts'
import { isRefusal, never } from './refusals.ts'

const document: SearchDocument = {
  ...{ id: 'x1', title: 'Red "running" shoes', text: 'Light shoes for long runs', kind: 'doc', tags: ['a', 'b'] },
  attributes: { price: 12.5, stock: true, size: { width: 3 }, colours: ['red', 'blue'] },
}
const index = new SearchIndex({ synonyms: [{ from: 'trainers', to: ['running shoes'] }] })
index.put(document)
for (let n = 0; n < 200; n++) index.put({ id: `i${n}`, title: `shoe ${n} of ${n % 7}`, text: 'boots and sandals' })

const secret = 'a secret of at least thirty-two characters'
const list = cursors<{ id: string; at: number }>(secret, 'items', 'shop')
const place = { epoch: 'k3-9', offset: 42 }
/** The names and values of a request, which are 16 kB together at most. */
const mostOfHeaders = 16_384

const parser = (name: string, mostCharacters: number, samples: readonly string[], parse: (text: string) => unknown) =>
  ({ name, mostCharacters, samples, parse, refuses: never }) satisfies HostileParser
const throwing = (...given: Parameters<typeof parser>): HostileParser => ({ ...parser(...given), refuses: isRefusal })

/** What requests say in their URL, their headers and their fields. */
export const queryParsers: readonly HostileParser[] = [
  parser(
    'filter',
    2_000,
    [
      'kind = "doc" and tags in ["a", "b"] and attributes.price < 20',
      String.raw`not (title = 'Say \u0022hi"' or attributes.size.width >= -1.25e1) and id != "x1"`,
    ],
    (text) => {
      const parsed = querySyntax.parseFilter(text)
      return parsed.ok && parsed.matches(document)
    },
  ),
  parser('sort', 2_000, ['-attributes.price', 'title:desc', 'score'], (text) => querySyntax.parseSort(text)),
  parser('facets', 2_000, ['kind,tags,attributes.size.width'], (text) => querySyntax.parseFacets(text.split(','))),
  parser('search query', 1_000, ['red "running shoes" trainers', 'C++ -x', 'schuhgrösse 42'], (query) => {
    index.search({ query, limit: 10, correct: true, highlight: true, prefix: true, explain: true })
    index.complete(query, 5)
  }),
  throwing('cursor', mostOfHeaders, [list.encode({ id: 'x1', at: 1 }), 'e30'], (text) => list.decode(text)),
  throwing('Consistency-Token', mostOfHeaders, ['c1z4.main', 'c0'], decodeConsistencyToken),
  parser('receipt', mostOfHeaders, [createReceiptId(secret, 'shop', 1.7e12)], (text) =>
    isReceiptId(secret, 'shop', text),
  ),
  throwing('Idempotency-Key', mostOfHeaders, ['7f0c-12', String.raw`"a \"b\" \\ c"`], readIdempotencyKey),
  parser('place in a stream', mostOfHeaders, [formatPosition({ tenant: place, platform: place })], readPosition),
  parser('topic', mostOfHeaders, ['suggestions:home:user:ada', 'operations:op_1', 'learning'], readTopic),
  throwing('If-Match', mostOfHeaders, ['W/"a,b", "c"', '*'], (text) =>
    checkPrecondition({ ifMatch: text, ifNoneMatch: text }, weakEtag('a')),
  ),
  parser('Accept', mostOfHeaders, ['text/html;q=0.9;v="1, 2", */*;q=0.1, application/json'], (text) =>
    preferredType(text, ['application/json', 'text/html']),
  ),
]
