import { count, duration, number, percent } from '../../data/format.ts'
import type { Experiment } from '../../data/replies.ts'

/** What was measured of the variants of an A/B test; of interleaving only the rules differ. */
export function Variants({
  experiment: { design, control, treatment, share = 0.5, result },
}: {
  readonly experiment: Experiment
}) {
  const of = (variant: 'control' | 'treatment') => ({
    rules: rulesOf(variant === 'control' ? control : treatment),
    share: variant === 'control' ? 1 - share : share,
    units: result.unitsOf?.[variant],
    clickRate: result.clickRate?.[variant],
    latencyMs: result.latencyMs?.[variant],
    failureRate: result.failureRate?.[variant],
  })
  const rows = [
    ['Control', of('control')],
    ['Treatment', of('treatment')],
  ] as const
  const isAb = design === 'ab'
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="scroller" aria-label="Variants" tabIndex={0}>
      <table className="plain-table">
        <thead>
          <tr>
            <th>Variant</th>
            <th>Ranking</th>
            {isAb && <th className="number">Share</th>}
            {isAb && <th className="number">People</th>}
            {isAb && <th className="number">Clicked</th>}
            {isAb && <th className="number">Latency</th>}
            {isAb && <th className="number">Failed</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, { rules, share: planned, units, clickRate, latencyMs, failureRate }]) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{rules}</td>
              {isAb && <td className="number">{percent(planned, 0)}</td>}
              {isAb && <td className="number">{count(units)}</td>}
              {isAb && <td className="number">{percent(clickRate)}</td>}
              {isAb && <td className="number">{duration(latencyMs)}</td>}
              {isAb && <td className="number">{percent(failureRate)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The rules of a ranking in words. */
export function rulesOf(rules: Experiment['treatment'] | undefined, otherwise = 'as the placement has it'): string {
  const { weights, diversity, boost } = rules ?? {}
  const parts = [
    ...Object.entries(weights ?? {}).map(([source, weight]) => `${source} ${number(weight)}`),
    ...(diversity === undefined ? [] : [`diversity ${number(diversity)}`]),
    ...(boost ?? []).map(({ filter, factor }) => `${filter} × ${number(factor)}`),
  ]
  return parts.join(', ') || otherwise
}
