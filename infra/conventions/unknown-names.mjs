import { readFileSync } from 'node:fs'

/** Prometheus adds the ending to a histogram; the code leaves the beginning to a factory. */
const metricAffix = /^inkling_(prequential_)?|_(bucket|count|sum)$/g

/**
 * The names in runbooks that are not in the code: metrics (`inkling_…`), environment variables (`IN_CAPITALS`), and log
 * lines, which stand in fenced blocks of the language `log`.
 */
export function unknownNames(runbooks, sources) {
  const code = sources.map((file) => readFileSync(file, 'utf8')).join('\n')
  const isKnown = (name) => code.includes(name.replaceAll("'", "\\'")) || code.includes(name)
  return runbooks.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const logLines = [...text.matchAll(/^ *```log\n([\s\S]*?)^ *```/gm)].flatMap(([, block = '']) =>
      block.trim().split(/\s*\n\s*/),
    )
    const metrics = [...text.matchAll(/\binkling_\w+[a-z0-9]\b/g)].map(([name]) => name)
    const variables = [...text.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`/g)].map(([, name = '']) => name)
    return [
      ...metrics.filter((name) => !isMetric(code, name)),
      ...[...variables, ...logLines].filter((name) => !isKnown(name)),
    ].map((name) => `${file}: nothing in the code is called "${name}"`)
  })
}

function isMetric(code, name) {
  const own = name.replaceAll(metricAffix, '')
  return [`'${own}'`, `_${own}'`].some((text) => code.includes(text))
}
