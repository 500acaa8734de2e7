import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { count, duration } from '../../data/format.ts'
import { bar, classOf, Minimap } from './minimap.tsx'
import type { SpanRow } from './span-tree.ts'

interface WaterfallProps {
  readonly rows: readonly SpanRow[]
  readonly durationMs: number
  /** The id of the span that is looked at. */
  readonly chosen: string
  /** The row to scroll to; -1 for none. */
  readonly shown: number
  readonly folded: ReadonlySet<string>
  readonly onChoose: (spanId: string) => void
  /** Folds a span, or unfolds it. */
  readonly onFold: (spanId: string) => void
}

/** Where a key leads, from which row of how many. */
const targets: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
}
const rowHeightPx = 24

/** A bar for each span, of which only those in sight are drawn, below all of them in small. */
export function Waterfall(props: WaterfallProps) {
  const { rows, durationMs, chosen, shown, folded, onChoose, onFold } = props
  const scroller = useRef<HTMLElement>(null)
  const sight = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 10,
  })
  useEffect(() => {
    if (shown >= 0) sight.scrollToIndex(shown, { align: 'center' })
  }, [shown, sight])
  const whole = durationMs || 1
  const onKeyDown = (event: React.KeyboardEvent) => {
    const at = rows.findIndex(({ span }) => span.spanId === chosen)
    const to = targets[event.key]?.(at, rows.length - 1)
    const row = to === undefined ? undefined : rows[to]
    const isFold = event.key === 'ArrowLeft' || event.key === 'ArrowRight'
    if (isFold && chosen && folded.has(chosen) !== (event.key === 'ArrowLeft')) onFold(chosen)
    if (row) onChoose(row.span.spanId)
    if (to !== undefined) sight.scrollToIndex(to)
    if (isFold || row) event.preventDefault()
  }
  return (
    <>
      <Minimap
        rows={rows}
        durationMs={whole}
        onPoint={(share) => sight.scrollToIndex(Math.floor(share * rows.length))}
      />
      <section
        className="waterfall"
        ref={scroller}
        aria-label="Spans; the arrow keys choose one, and fold it"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <ul style={{ height: sight.getTotalSize() }}>
          {sight.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return (
              row && (
                <li key={row.span.spanId} style={{ transform: `translateY(${start}px)` }}>
                  <Row {...props} row={row} whole={whole} />
                </li>
              )
            )
          })}
        </ul>
      </section>
      <p className="small quiet">Full bars are on the critical path: the end of the trace waited for them.</p>
    </>
  )
}

interface RowProps extends Pick<WaterfallProps, 'chosen' | 'folded' | 'onChoose' | 'onFold'> {
  readonly row: SpanRow
  readonly whole: number
}

const maxIndent = 12
const indentPx = 12

function Row({ row, whole, chosen, folded, onChoose, onFold }: RowProps) {
  const { span, depth, below, isCritical } = row
  const isFolded = folded.has(span.spanId)
  const Icon = isFolded ? ChevronRight : ChevronDown
  return (
    <div className={span.spanId === chosen ? 'span chosen' : 'span'}>
      <span className="fold" style={{ paddingInlineStart: Math.min(depth, maxIndent) * indentPx }}>
        {below > 0 && (
          <button
            type="button"
            className="fold-button"
            tabIndex={-1}
            aria-label={`${isFolded ? 'Unfold' : 'Fold'} ${count(below)} below ${span.name}`}
            onClick={() => onFold(span.spanId)}
          >
            <Icon />
          </button>
        )}
      </span>
      <button type="button" className="span-bar" onClick={() => onChoose(span.spanId)}>
        <span className="clip">
          {span.status === 'error' && <span className="span-error">error </span>}
          <span className="quiet">{span.service}</span> {span.name}
          {isFolded && <span className="quiet"> and {count(below)} more</span>}
        </span>
        <svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
          <rect {...bar(span, whole)} y="4" height="8" className={classOf(row)} />
        </svg>
        <span className="number small">{duration(span.durationMs)}</span>
        {isCritical && <span className="unseen">on the critical path</span>}
      </button>
    </div>
  )
}
