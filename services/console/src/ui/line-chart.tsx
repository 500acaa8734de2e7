import { useDeferredValue, useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useTheme } from '../app/theme.ts'
import { at, clock, day } from '../data/format.ts'
import { type Colours, coloursOf } from './chart-colours.ts'
import { drawMarks, type Mark } from './draw-marks.ts'

interface Line {
  readonly label: string
  /** NaN where nothing is known. */
  readonly values: readonly number[]
  /** The edges of an area around the line, such as those of an interval; NaN where nothing is known. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] }
}

export interface LineChartProps {
  /** What is drawn, for those who do not see it. */
  readonly label: string
  readonly times: readonly string[]
  readonly lines: readonly Line[]
  readonly format: (value: number) => string
  readonly marks?: readonly Mark[]
}

const height = 240
/** Lines are told apart by their dashes too. */
const dashes = [[], [6, 4], [2, 3], [10, 4, 2, 4], [1, 5], [14, 3], []]
const noMarks: readonly Mark[] = []

/** Values over time. A pointer on it tells the values of a moment. */
export default function LineChart({ label, times, lines, format, marks = noMarks }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null)
  // A theme changes the colours; the rest of the page has them before.
  const theme = useDeferredValue(useTheme())
  useEffect(() => {
    const root = place.current
    if (!root) return undefined
    const colours = coloursOf(root)
    const chart = new UPlot(optionsOf(colours, root.clientWidth, lines, format, marks), dataOf(times, lines), root)
    const watch = new ResizeObserver(() => chart.setSize({ width: root.clientWidth, height }))
    watch.observe(root)
    return () => {
      watch.disconnect()
      chart.destroy()
    }
  }, [times, lines, format, marks, theme])
  return <div ref={place} className="chart" role="img" aria-label={label} />
}

/** The lines first, then the two edges of each band. */
const dataOf = (times: readonly string[], lines: readonly Line[]): UPlot.AlignedData => [
  times.map((time) => Date.parse(time) / 1_000),
  ...lines.map(({ values }) => values.map(orGap)),
  ...lines.flatMap(({ band }) => (band ? [band.high.map(orGap), band.low.map(orGap)] : [])),
]

const orGap = (value: number) => (Number.isFinite(value) ? value : null)

function optionsOf(
  colours: Colours,
  width: number,
  lines: readonly Line[],
  format: (value: number) => string,
  marks: readonly Mark[],
): UPlot.Options {
  const axis = {
    stroke: colours.ink,
    font: `12px ${colours.font}`,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
  }
  const colourOf = (index: number) => colours.series[index % colours.series.length] ?? colours.ink
  const banded = lines.flatMap(({ band }, index) => (band ? [index] : []))
  return {
    width,
    height,
    cursor: { y: false, points: { size: 6 } },
    legend: { markers: { width: 2 } },
    axes: [
      { ...axis, values: timesOf },
      { ...axis, size: 56, values: (_, values) => values.map(format) },
    ],
    series: [
      { label: 'At', value: (_, seconds) => (seconds ? at(new Date(seconds * 1_000).toISOString()) : '–') },
      ...lines.map(({ label: name }, index) => ({
        label: name,
        stroke: colourOf(index),
        width: index === 0 ? 2 : 1.25,
        dash: dashes[index % dashes.length] ?? [],
        value: (_: unknown, value: number | null) => (value === null ? '–' : format(value)),
      })),
      ...banded.flatMap(() => [edge, edge]),
    ],
    bands: banded.map((line, index) => {
      const high = 1 + lines.length + 2 * index
      return { series: [high, high + 1], fill: colourOf(line).replace(/^rgb\((.*)\)$/, 'rgba($1, 0.16)') }
    }),
    hooks: { draw: [(chart) => drawMarks(chart, marks, colours)] },
  }
}

const daySeconds = 86_400

/** Times of a day as a clock shows them, and days if there are more than two. */
const timesOf = (_: unknown, seconds: readonly number[]): string[] => {
  const isLong = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0) > 2 * daySeconds
  return seconds.map((second) => (isLong ? day : clock)(second * 1_000))
}

/** The edge of a band is not drawn, and is not in the legend. */
const edge: UPlot.Series = { show: true, width: 0, points: { show: false }, class: 'edge-of-band' }
