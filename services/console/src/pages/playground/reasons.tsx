import { number } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'

type Reason = NonNullable<Answer<'predict'>['data'][number]['reasons']>[number]

/** Each component's share of the score as a part of a bar, and in words. */
export function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  const parts = reasons.map((reason) => ({ ...reason, part: Math.abs(reason.weight * reason.score) }))
  const whole = parts.reduce((sum, { part }) => sum + part, 0) || 1
  return (
    <ul className="reasons">
      {parts
        .toSorted((a, b) => b.part - a.part)
        .map(({ model, weight, score, text, part }) => (
          <li key={model}>
            <span className="reason-model">{model}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" className="reason-bar">
              <rect width={(100 * part) / whole} height="8" className={weight < 0 ? 'negative' : undefined} />
            </svg>
            <span className="quiet small">
              {number(weight)} × {number(score)}
              {text && ` · ${text}`}
            </span>
          </li>
        ))}
    </ul>
  )
}
