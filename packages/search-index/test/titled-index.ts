import { SearchIndex } from '../src/search-index.ts'

/** An index of documents d0, d1, … that have nothing but these titles. */
export function titledIndex(...titles: string[]): SearchIndex {
  const index = new SearchIndex()
  titles.forEach((title, n) => {
    index.put({ id: `d${n}`, title })
  })
  return index
}
