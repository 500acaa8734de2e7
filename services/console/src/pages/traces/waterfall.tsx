import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { duration } from '../../data/format.ts'
import type { SpanRow } from './span-tree.ts'

interface WaterfallProps {
  readonly rows: readonly SpanRow[]
  readonly durationMs: number
  /** The id of the span that is looked at. */
  readonly chosen: string
  /** The row to scroll to; -1 for none. */
  readonly shown: number
  readonly onChoose: (spanId: string) => void
}

/** Where a key leads, from which row of how many. */
const targets: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
}
const rowHeightPx = 24
const maxIndent = 12

/** A bar for each span, of which only those in sight are drawn, below all of them in small. */
export function Waterfall({ rows, durationMs, chosen, shown, onChoose }: WaterfallProps) {
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
    if (to === undefined || !row) return
    event.preventDefault()
    onChoose(row.span.spanId)
    sight.scrollToIndex(to)
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
        aria-label="Spans; the arrow keys choose one"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <ul style={{ height: sight.getTotalSize() }}>
          {sight.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (!row) return null
            const { span, depth, isCritical } = row
            return (
              <li key={span.spanId} style={{ transform: `translateY(${start}px)` }}>
                <button
                  type="button"
                  className={span.spanId === chosen ? 'span chosen' : 'span'}
                  onClick={() => onChoose(span.spanId)}
                >
                  <span className="span-name clip" style={{ paddingInlineStart: Math.min(depth, maxIndent) * 12 }}>
                    {span.status === 'error' && <span className="span-error">error </span>}
                    <span className="quiet">{span.service}</span> {span.name}
                  </span>
                  <svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
                    <rect {...bar(span, whole)} y="4" height="8" className={classOf(row)} />
                  </svg>
                  <span className="number small">{duration(span.durationMs)}</span>
                  {isCritical && <span className="unseen">on the critical path</span>}
                </button>
              </li>
            )
          })}
        </ul>
      </section>
      <p className="small quiet">Full bars are on the critical path: the end of the trace waited for them.</p>
    </>
  )
}

const classOf = ({ span, isCritical }: SpanRow) =>
  span.status === 'error' ? 'failed' : isCritical ? 'critical' : 'beside'

const bar = ({ startMs, durationMs }: SpanRow['span'], whole: number) => ({
  x: (1000 * startMs) / whole,
  width: Math.max(2, (1000 * durationMs) / whole),
})

interface MinimapProps {
  readonly rows: readonly SpanRow[]
  readonly durationMs: number
  /** Is told the share of the height that was pointed at. */
  readonly onPoint: (share: number) => void
}

/** More would be less than a quarter of a pixel each. */
const drawn = 400

/** The whole trace in small; a click goes there. Whoever has no pointer scrolls. */
function Minimap({ rows, durationMs, onPoint }: MinimapProps) {
  const step = Math.max(1, Math.ceil(rows.length / drawn))
  const some = rows.filter(({ span }, index) => index % step === 0 || span.status === 'error')
  return (
    <svg
      className="minimap"
      viewBox={`0 0 1000 ${some.length}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onClick={({ clientY, currentTarget }) => {
        const { top, height } = currentTarget.getBoundingClientRect()
        onPoint((clientY - top) / height)
      }}
    >
      {some.map((row, index) => (
        <rect key={row.span.spanId} {...bar(row.span, durationMs)} y={index} height="1" className={classOf(row)} />
      ))}
    </svg>
  )
}
