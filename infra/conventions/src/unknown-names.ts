/** Prometheus adds the ending to a histogram; the code leaves the beginning to a factory. */
const metricAffix = /^inkling_(prequential_)?|_(bucket|count|sum)$/g
const logBlock = /^ *```log\n([\s\S]*?)^ *```/gm

/**
 * The names in a runbook that are not in the code: metrics (`inkling_…`), environment variables (`IN_CAPITALS`), and
 * log lines, which stand in fenced blocks of the language `log`.
 */
export function unknownNames(runbook: string, code: string): string[] {
  const logLines = all(runbook, logBlock).flatMap((block) => block.trim().split(/\s*\n\s*/))
  const variables = all(runbook, /`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`/g)
  const metrics = all(runbook, /\b(inkling_\w*[a-z0-9])\b/g)
  return [
    ...metrics.filter((name) => !hasMetric(code, name)),
    ...variables.filter((name) => !code.includes(name)),
    ...logLines.filter((line) => !code.includes(line) && !code.includes(line.replaceAll("'", "\\'"))),
  ]
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, group = '']) => group)

function hasMetric(code: string, name: string): boolean {
  const own = name.replaceAll(metricAffix, '')
  return [`'${own}'`, `_${own}'`, `_${own}_`].some((text) => code.includes(text))
}
