import { percent } from '../../data/format.ts'
import type { PrefetchPoint } from './prefetch-curve.ts'

interface PrefetchChartProps {
  readonly curve: readonly PrefetchPoint[]
  readonly chosen: PrefetchPoint
  readonly onChoose: (threshold: string) => void
}

const width = 640
const height = 240
const last = 0.95
const x = (threshold: number) => (threshold / last) * width
const y = (share: number) => height - share * height

/** Hit rate and waste against the threshold, which the slider under it moves. */
export const PrefetchChart = ({ curve, chosen, onChoose }: PrefetchChartProps) => (
  <figure className="prefetch">
    <div className="prefetch-axis small quiet" aria-hidden="true">
      <span>100 %</span>
      <span>50 %</span>
      <span>0 %</span>
    </div>
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {[0, 0.5, 1].map((tick) => (
        <line key={tick} className="grid" x1="0" x2={width} y1={y(tick)} y2={y(tick)} />
      ))}
      <polyline
        className="hit-rate"
        points={curve.map(({ threshold, hitRate }) => `${x(threshold)},${y(hitRate)}`).join(' ')}
      />
      <polyline
        className="waste"
        points={curve.map(({ threshold, waste }) => `${x(threshold)},${y(waste)}`).join(' ')}
      />
      <line className="chosen-at" x1={x(chosen.threshold)} x2={x(chosen.threshold)} y1="0" y2={height} />
    </svg>
    <input
      type="range"
      min="0"
      max={last}
      step="0.05"
      value={chosen.threshold}
      aria-label="Threshold"
      aria-valuetext={`${percent(chosen.threshold, 0)}: hit rate ${percent(chosen.hitRate)}, waste ${percent(chosen.waste)}`}
      onChange={({ target }) => onChoose(target.value)}
    />
    <figcaption className="small quiet">
      <span className="key hit-rate">Hit rate</span> <span className="key waste">Waste</span> against the probability
      from which an item is prefetched, 0 to 95 %. Drag the slider.
    </figcaption>
  </figure>
)
