export type Article = { title: string; kind: ArticleKind; tags: string[]; text: string }
export type ArticleKind = (typeof kinds)[number]

const kinds = ['concept', 'guide', 'runbook', 'reference'] as const
const shape = /^# (?<title>.+)\n\nKind: (?<kind>.+)\nTags: (?<tags>.+)\n\n(?<body>[\s\S]+)$/

/**
 * Reads one handbook file: a heading, the lines `Kind: …` and `Tags: …` (comma-separated), then paragraphs of Markdown.
 * Lines of a paragraph are joined and paragraphs stay parted by a blank line.
 *
 * @throws Error naming `source` when the file has another shape.
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
