import { count, percent } from '../../data/format.ts'
import type { Answer } from '../../data/use-call.ts'
import { Empty } from '../../ui/empty.tsx'
import { wilsonInterval } from './wilson-interval.ts'

export type Bin = NonNullable<Answer<'getLearningMetrics'>['models'][number]['calibration']>[number]

const size = 320
const left = 40
const bottom = 32
const top = 8
const x = (share: number) => left + share * (size - left - top)
const y = (share: number) => size - bottom - share * (size - bottom - top)
const ticks = [0, 0.25, 0.5, 0.75, 1]

/** What was promised against what happened. On the diagonal both are equal. */
export function Reliability({ bins }: { readonly bins: readonly Bin[] }) {
  if (bins.length === 0) return <Empty title="Nothing was listed in this window">Send events as they happen.</Empty>
  const most = Math.max(...bins.map(({ promises }) => promises))
  return (
    <figure className="diagram">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={describe(bins)}>
        {ticks.map((tick) => (
          <g key={tick} className="tick">
            <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <line x1={x(tick)} x2={x(tick)} y1={y(0)} y2={y(1)} />
            <text x={left - 6} y={y(tick) + 4} className="at-end">
              {percent(tick, 0)}
            </text>
            <text x={x(tick)} y={size - bottom + 16} className={tick === 1 ? 'at-end' : 'at-middle'}>
              {percent(tick, 0)}
            </text>
          </g>
        ))}
        <line className="diagonal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <polyline
          className="curve"
          points={bins.map(({ promised, happened }) => `${x(promised)},${y(happened)}`).join(' ')}
        />
        {bins.map(({ promised, happened, promises }) => {
          const [low, high] = wilsonInterval(happened * promises, promises)
          return (
            <g key={promised} className="point">
              <title>{`${percent(promised)} promised, ${percent(happened)} happened: ${count(promises)} items`}</title>
              <line x1={x(promised)} x2={x(promised)} y1={y(low)} y2={y(high)} />
              <circle cx={x(promised)} cy={y(happened)} r={2 + 4 * Math.sqrt(promises / most)} />
            </g>
          )
        })}
      </svg>
      <figcaption className="small quiet">
        Across: the probability that was listed. Up: how often the item came next, with a 95 % interval. A point below
        the diagonal promised too much. A larger point has more items.
      </figcaption>
    </figure>
  )
}

const describe = (bins: readonly Bin[]) =>
  `Reliability diagram. ${bins
    .map(({ promised, happened }) => `${percent(promised, 0)} promised, ${percent(happened, 0)} happened`)
    .join('; ')}`
