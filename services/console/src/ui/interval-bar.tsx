interface IntervalBarProps {
  readonly label: string
  /** Values from −1 to 1. */
  readonly interval: { readonly mean: number; readonly low: number; readonly high: number }
  readonly format: (value: number) => string
}

/** A difference and its interval on a line whose middle is no difference. */
export function IntervalBar({ label, interval: { mean, low, high }, format }: IntervalBarProps) {
  const reach = Math.min(1, Math.max(Math.abs(low), Math.abs(high), 1e-6) * 1.1)
  const x = (value: number) => 100 + (100 * Math.max(-reach, Math.min(reach, value))) / reach
  const tone = low > 0 ? 'good' : high < 0 ? 'bad' : 'plain'
  const text = `${label}: ${format(mean)}, from ${format(low)} to ${format(high)}`
  return (
    <div className="interval">
      <svg viewBox="0 0 200 16" preserveAspectRatio="none" className={tone} role="img" aria-label={text}>
        <line className="zero" x1="100" x2="100" y1="0" y2="16" />
        <rect x={x(low)} width={Math.max(0.5, x(high) - x(low))} y="6" height="4" />
        <line className="mean" x1={x(mean)} x2={x(mean)} y1="2" y2="14" />
      </svg>
      <span className="small quiet">{text}</span>
    </div>
  )
}
