import { percent } from '../data/format.ts'
import type { Tone } from './badge.tsx'

interface MeterProps {
  readonly label: string
  /** 0 to 1. */
  readonly value: number
  readonly tone?: Tone
}

/** A share of a whole, drawn. */
export const Meter = ({ label, value, tone = 'good' }: MeterProps) => (
  <svg
    className={`meter ${tone}`}
    viewBox="0 0 100 4"
    preserveAspectRatio="none"
    role="img"
    aria-label={`${label}: ${percent(value, 0)}`}
  >
    <rect className="meter-whole" width="100" height="4" rx="0" />
    <rect className="meter-part" width={Math.min(100, Math.max(0, value * 100))} height="4" rx="0" />
  </svg>
)
