export type Article = { title: string; kind: ArticleKind; tags: string[]; text: string }
export type ArticleKind = (typeof kinds)[number]

const kinds = ['concept', 'guide', 'runbook', 'reference'] as const
const shape = /^# (?<title>.+)\n\nKind: (?<kind>.+)\nTags: (?<tags>.+)\n\n(?<body>[\s\S]+)$/

/**
 * Reads one handbook file: a heading, the lines `Kind: …` and `Tags: …` (comma-separated), then paragraphs of Markdown.
 * It joins the lines of a paragraph and keeps the blank line between paragraphs.
 *
 * @throws Error that names `source` if the file has another format.
 */
export function parseArticle(source: string, content: string): Article {
  const { title, kind: kindName, tags, body } = shape.exec(content)?.groups ?? {}
  const kind = kinds.find((known) => known === kindName)
  if (!title || !kind || !tags || !body) {
    throw new Error(`${source}: expected a heading, Kind (${kinds.join(', ')}), Tags and text`)
  }
  return { title, kind, tags: tags.split(', '), text: joinLines(body) }
}

function joinLines(body: string): string {
  return body
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll('\n', ' '))
    .join('\n\n')
}
