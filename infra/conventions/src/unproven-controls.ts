import { posix } from 'node:path'

export interface Repository {
  /** The text of a file; undefined if there is none. The path is relative to the root. */
  readonly read: (path: string) => string | undefined
  /** The names of all metrics. */
  readonly metrics: ReadonlySet<string>
  /** What `pnpm NAME` runs. */
  readonly commands: ReadonlySet<string>
}

const link = /\[[^\]]+\]\(([^)]+)\)(?: "([^"]+)")?/g
const test = /\.(test|integration\.test)\.ts$/

/**
 * What is wrong with a map of controls. Each row of its tables has the control, what is done for it, and its proof in
 * the last cell: tests, as a link to the file and the title in quotes; metrics, as `inkling_…`; commands, as
 * `pnpm …`. A title stands in the file as one of a test, also with placeholders such as `%s`.
 */
export function unprovenControls(file: string, markdown: string, repository: Repository): string[] {
  const rows = markdown.split('\n').flatMap((line, index) => {
    const isRow = line.startsWith('|') && !/^\|[-|\s]+$/.test(line) && !line.startsWith('| Control')
    return isRow ? [{ line: index + 1, cells: line.split('|').slice(1, -1) }] : []
  })
  return rows.flatMap(({ line, cells }) =>
    faultsOf(posix.dirname(file), cells.at(-1) ?? '', repository).map((fault) => `${line}: ${fault}`),
  )
}

function faultsOf(folder: string, proof: string, { read, metrics, commands }: Repository): string[] {
  const links = [...proof.matchAll(link)].map(([, path = '', title]) => ({ path: posix.join(folder, path), title }))
  const named = [...proof.matchAll(/`(inkling_\w+)`/g)].map(([, name = '']) => name)
  const run = [...proof.matchAll(/`pnpm ([\w:-]+)[^`]*`/g)].map(([, name = '']) => name)
  if (links.length + named.length + run.length === 0) return ['name a test, a metric or a command that proves it']
  return [
    ...links.flatMap(({ path, title }) => faultOfLink(read(path), path, title)),
    ...named.filter((name) => !metrics.has(name)).map((name) => `there is no metric ${name}`),
    ...run.filter((name) => !commands.has(name)).map((name) => `there is no command pnpm ${name}`),
  ]
}

function faultOfLink(text: string | undefined, path: string, title: string | undefined): string[] {
  if (text === undefined) return [`there is no file ${path}`]
  if (title === undefined) return test.test(path) ? [`name the title of a test of ${path}`] : []
  return hasTitle(text, title) ? [] : [`${path} has no test "${title}"`]
}

function hasTitle(source: string, title: string): boolean {
  const text = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll("'", "\\\\?'")
  return new RegExp(`\\(\\s*(['"\`])${text}\\1\\s*,`).test(source)
}

/** The numbers of a list such as `A.5.1, A.5.9–A.5.11`, each alone. Both ends of a range have the same beginning. */
export function numbersIn(list: string): string[] {
  const ranges = [...list.matchAll(/\b(A\.\d+\.)(\d+)(?:–A\.\d+\.(\d+))?/g)]
  return ranges.flatMap(([, part = '', first = '', last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, n) => `${part}${Number(first) + n}`),
  )
}
