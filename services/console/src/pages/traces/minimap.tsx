import type { SpanRow } from './span-tree.ts'

export const classOf = ({ span, isCritical }: SpanRow) =>
  span.status === 'error' ? 'failed' : isCritical ? 'critical' : 'beside'

export const bar = ({ startMs, durationMs }: SpanRow['span'], whole: number) => ({
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
export function Minimap({ rows, durationMs, onPoint }: MinimapProps) {
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
