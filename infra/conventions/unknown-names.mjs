import { readFileSync } from 'node:fs'

const suffix = /_(bucket|count|sum)$/
/** What this check cannot read off the code: names made of parts, and those of other programs. */
const foreign = ['NODE_OPTIONS']

/**
 * What runbooks name and the code does not know: metrics (`inkling_…`), environment variables (`IN_CAPITALS`) and log
 * lines, which stand in fenced blocks of the language `log`.
 */
export function unknownNames(runbooks, sources) {
  const code = sources.map((file) => readFileSync(file, 'utf8')).join('\n')
  const isKnown = (name) => code.includes(name) || foreign.includes(name)
  return runbooks.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const logLines = [...text.matchAll(/^ *```log\n([\s\S]*?)^ *```/gm)].flatMap(([, block = '']) =>
      block.trim().split(/\s*\n\s*/),
    )
    const metrics = [...text.matchAll(/\binkling_\w+[a-z]\b/g)].map(([name]) => name.replace(suffix, ''))
    const variables = [...text.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`/g)].map(([, name = '']) => name)
    return [
      ...metrics.map((name) => name.replace('inkling_prequential_', '')),
      ...variables,
      ...logLines.map((line) => line.replaceAll("'", "\\'")),
    ]
      .filter((name) => !isKnown(name) && !isKnown(name.replaceAll("\\'", "'")))
      .map((name) => `${file}: nothing in the code is called "${name}"`)
  })
}
