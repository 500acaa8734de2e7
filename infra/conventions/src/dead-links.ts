import { dirname, join } from 'node:path'

/** The files of the repository, by paths from its root. */
export interface Files {
  readonly exists: (path: string) => boolean
  readonly read: (path: string) => string
}

/**
 * The targets of a Markdown file that do not exist: files and headings of relative links, and paths in
 * backticks that begin with a folder of the repository or of a workspace. The changelog may name old paths.
 */
export function deadLinks(file: string, files: Files): string[] {
  const prose = proseOf(files.read(file))
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, target = '']) => target)
  const names = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name).filter(isPath)
  return [
    ...targets.flatMap((target) => faultOfLink(file, target, files)),
    ...(file.endsWith('CHANGELOG.md') ? [] : names.flatMap((name) => faultOfPath(file, name, files))),
  ]
}

/** Fenced and indented blocks hold commands and output, no links. */
const proseOf = (markdown: string) => markdown.replace(/^```.*?^```$/gms, '').replace(/^(?: {4}|\t).*$/gm, '')

function faultOfLink(file: string, target: string, { exists, read }: Files): string[] {
  if (/^[a-z]+:/i.test(target)) return []
  const [path = '', anchor] = target.split('#')
  const found = path === '' ? file : join(dirname(file), decodeURIComponent(path))
  if (!exists(found)) return [`the link ${target} leads to no file`]
  if (!anchor || !found.endsWith('.md') || anchorsOf(read(found)).includes(anchor)) return []
  return [`${found} has no heading #${anchor}`]
}

/** The anchors that GitHub gives the headings of a file. */
const anchorsOf = (markdown: string) =>
  [...markdown.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )

/** A path from the root of the repository, or one of a file in the folder of a workspace. */
const isPath = (text: string) =>
  /^(services|packages|infra|load)\/[\w./@-]+$/.test(text) || /^(src|test|bench)\/[\w./@-]+\.\w+$/.test(text)

const faultOfPath = (file: string, path: string, { exists }: Files): string[] =>
  foldersOf(file).some((folder) => exists(join(folder, path))) ? [] : [`there is no ${path}`]

/** The folder of a file and those above it, up to the root of the repository. */
const foldersOf = (file: string): string[] => {
  const folder = dirname(file)
  return folder === '.' ? [folder] : [folder, ...foldersOf(folder)]
}
