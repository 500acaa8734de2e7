import type { Trace, TraceSpan } from '@inkling/contracts'

interface Row {
  readonly span: TraceSpan
  readonly depth: number
}

const minBars = 10
const timeWidth = 10

/**
 * Draws a trace as a tree with bars, in lines of at most `width` characters: name and service, when the span ran, its
 * duration, and the time that it took without its children. A span in error begins with `!`.
 */
export function renderWaterfall({ traceId, startedAt, durationMs, spans }: Trace, width: number): string {
  const rows = inOrder(spans)
  const room = width - 2 * timeWidth - 3
  const wanted = Math.max(10, ...rows.map(({ span, depth }) => labelOf(span, depth).length))
  const labels = Math.max(10, Math.min(wanted, Math.floor(room * 0.6), room - minBars))
  const bars = Math.max(minBars, room - labels)
  const errors = spans.filter(({ status }) => status === 'error').length
  const lines = rows.map(({ span, depth }) => {
    const label = cut(labelOf(span, depth), labels).padEnd(labels)
    const times = `${duration(span.durationMs).padStart(timeWidth)} ${duration(span.selfMs).padStart(timeWidth)}`
    return `${label} ${bar(span, durationMs, bars)} ${times}`
  })
  const head = `${'SPAN'.padEnd(labels)} ${''.padEnd(bars)} ${'TIME'.padStart(timeWidth)} ${'SELF'.padStart(timeWidth)}`
  const facts = `${spans.length} spans, ${errors} in error, ${duration(durationMs)}`
  return [`trace ${traceId}`, `${startedAt}, ${facts}`, '', head, ...lines].join('\n')
}

/** Parents before their children, children by start. A span whose parent is missing stands at the top. */
function inOrder(spans: readonly TraceSpan[]): Row[] {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const childrenOf = Map.groupBy(spans, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null))
  const rows: Row[] = []
  const byStart = (of: readonly TraceSpan[]) => of.toSorted((a, b) => b.startMs - a.startMs)
  const open: Row[] = byStart(childrenOf.get(null) ?? []).map((span) => ({ span, depth: 0 }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    rows.push(next)
    const { span, depth } = next
    open.push(...byStart(childrenOf.get(span.spanId) ?? []).map((child) => ({ span: child, depth: depth + 1 })))
  }
  return rows
}

const labelOf = ({ status, name, service }: TraceSpan, depth: number) =>
  `${'  '.repeat(depth)}${status === 'error' ? '! ' : ''}${name} (${service.replace(/^inkling-/, '')})`

const cut = (text: string, width: number) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`)

function bar({ startMs, durationMs }: TraceSpan, totalMs: number, width: number): string {
  const at = (ms: number) => (totalMs > 0 ? Math.round((ms / totalMs) * width) : 0)
  const from = Math.min(at(startMs), width - 1)
  const length = Math.max(1, Math.min(at(startMs + durationMs), width) - from)
  return `${' '.repeat(from)}${'█'.repeat(length)}`.padEnd(width)
}

/** As short as its size allows. */
export function duration(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${Math.round(ms * 1_000)} µs`
}
