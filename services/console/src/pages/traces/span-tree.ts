import type { Answer } from '../../data/use-call.ts'

export type Span = Answer<'getTrace'>['spans'][number]

export interface SpanRow {
  readonly span: Span
  readonly depth: number
  /** How many spans stand below it. */
  readonly below: number
  /** Whether the end of the trace waited for it. */
  readonly isCritical: boolean
}

/** The spans as a tree in the order of their starts; a span whose parent is missing is a root. */
export function spanRows(spans: readonly Span[]): SpanRow[] {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  const children = Map.groupBy(spans, ({ parentId }) => (parentId !== null && ids.has(parentId) ? parentId : ''))
  const critical = criticalPath(children)
  const rows: Writable<SpanRow>[] = []
  const waiting = (children.get('') ?? []).map((span) => ({ span, depth: 0 })).toReversed()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { span, depth } = next
    rows.push({ span, depth, below: 0, isCritical: critical.has(span.spanId) })
    for (const child of (children.get(span.spanId) ?? []).toReversed()) waiting.push({ span: child, depth: depth + 1 })
  }
  countBelow(rows)
  return rows
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The rows are in the order of a walk from the top, so what stands below a row ends at the next one of its depth. */
function countBelow(rows: Writable<SpanRow>[]): void {
  const open: number[] = []
  const close = (depth: number, end: number) => {
    for (let at = open.at(-1); at !== undefined && (rows[at]?.depth ?? 0) >= depth; at = open.at(-1)) {
      open.pop()
      const row = rows[at]
      if (row) row.below = end - at - 1
    }
  }
  rows.forEach(({ depth }, index) => {
    close(depth, index)
    open.push(index)
  })
  close(0, rows.length)
}

/** The rows that are in sight while what stands below the folded ones is not. */
export function unfolded(rows: readonly SpanRow[], folded: ReadonlySet<string>): SpanRow[] {
  const shown: SpanRow[] = []
  for (let at = 0; at < rows.length; ) {
    const row = rows[at]
    if (!row) break
    shown.push(row)
    at += 1 + (folded.has(row.span.spanId) ? row.below : 0)
  }
  return shown
}

const endOf = ({ startMs, durationMs }: Span) => startMs + durationMs

/**
 * From the end of the root backwards: of what ran then, the child that ended last was waited for; before it began, the
 * one that ended last before that (CRISP, USENIX ATC 2022).
 */
function criticalPath(children: ReadonlyMap<string, readonly Span[]>): Set<string> {
  const critical = new Set<string>()
  const root = (children.get('') ?? []).toSorted((a, b) => b.durationMs - a.durationMs)[0]
  const waiting = root ? [root] : []
  for (let span = waiting.pop(); span; span = waiting.pop()) {
    critical.add(span.spanId)
    let untilMs = endOf(span)
    for (const child of (children.get(span.spanId) ?? []).toSorted((a, b) => endOf(b) - endOf(a))) {
      if (endOf(child) > untilMs) continue
      waiting.push(child)
      untilMs = child.startMs
    }
  }
  return critical
}
