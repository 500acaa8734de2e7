import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ArticleKind, parseArticle } from './parse-article.ts'

/** The body of `PUT /items/{id}`, and the id. */
export type DemoItem = {
  id: string
  title: string
  text: string
  kind: ArticleKind
  tags: string[]
  url: string
  attributes: { section: string; words: number }
}

const handbook = new URL('../../handbook/', import.meta.url)

/** The articles of the handbook, ordered by id. The id is the path without `.md`, such as `queues/dead-letters`. */
export function demoItems(): DemoItem[] {
  return readdirSync(fileURLToPath(handbook), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map(readItem)
}

function readItem(path: string): DemoItem {
  const article = parseArticle(path, readFileSync(new URL(path, handbook), 'utf8'))
  const id = path.slice(0, -'.md'.length)
  return {
    id,
    ...article,
    // `.example` never resolves (RFC 2606), so the demo sends no request to anybody's server.
    url: `https://handbook.example/${id}`,
    attributes: { section: id.slice(0, id.indexOf('/')), words: article.text.split(/\s+/).length },
  }
}
