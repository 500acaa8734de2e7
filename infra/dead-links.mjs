/**
 * Checks what Markdown files point to: each relative link leads to a file or folder, each `#anchor` to a heading, and
 * each path in backticks that begins with a folder of this repository exists. The changelog may name old paths.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const skipped = /(^|\/)(node_modules|dist|\.inkling|\.turbo|\.git|handbook)(\/|$)/

/** TEMPORARY: files whose owners are rewriting them. Delete a line when its file passes. */
const notYet = ['packages/predictors/README.md']

/** Fenced and indented blocks hold commands and output, no links. */
const proseOf = (markdown) => markdown.replace(/^```.*?^```$/gms, '').replace(/^(?: {4}|\t).*$/gm, '')

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

const hasAnchor = (file, anchor) =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ +(.+)$/gm)].some(([, heading]) => anchorOf(heading.trim()) === anchor)

function faultOfLink(file, target) {
  if (/^[a-z]+:/i.test(target)) return undefined
  const [path, anchor] = target.split('#')
  const found = path === '' ? file : join(dirname(file), decodeURIComponent(path))
  if (!existsSync(found)) return `the link ${target} leads to no file`
  if (anchor && found.endsWith('.md') && !hasAnchor(found, anchor)) return `${found} has no heading #${anchor}`
  return undefined
}

/** A path from the root of the repository, or a file named from the folder of its workspace. */
const isPath = (text) =>
  /^(services|packages|infra|load)\/[\w./@-]+$/.test(text) || /^(src|test|bench)\/[\w./@-]+\.\w+$/.test(text)
const faultOfPath = (file, path) =>
  existsSync(path) || existsSync(join(dirname(file), path)) ? undefined : `there is no ${path}`

const faults = []
const files = globSync('**/*.md', { exclude: (path) => skipped.test(path) })
for (const file of files.filter((name) => !notYet.includes(name))) {
  const prose = proseOf(readFileSync(file, 'utf8'))
  const links = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, target]) => faultOfLink(file, target))
  const names = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text).filter(isPath)
  const paths = file.endsWith('CHANGELOG.md') ? [] : names.map((path) => faultOfPath(file, path))
  faults.push(...[...links, ...paths].filter(Boolean).map((fault) => `${file}: ${fault}`))
}
for (const fault of faults) console.error(fault)
process.exitCode = faults.length > 0 ? 1 : 0
