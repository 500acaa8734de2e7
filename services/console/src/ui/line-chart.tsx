import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useTheme } from '../app/theme.ts'

interface Line {
  readonly label: string
  /** NaN where nothing is known. */
  readonly values: readonly number[]
}

export interface LineChartProps {
  /** What is drawn, for those who do not see it. */
  readonly label: string
  readonly times: readonly string[]
  readonly lines: readonly Line[]
  readonly format: (value: number) => string
}

const height = 240
/** Shades of the accent, told apart by their dashes too. */
const dashes = [[], [6, 4], [2, 3], [10, 4, 2, 4], [1, 5], [14, 3]]

/** Values over time. A pointer on it tells the values of a moment. */
export default function LineChart({ label, times, lines, format }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  // A theme changes the colours.
  useEffect(() => {
    const root = place.current
    if (!root) return undefined
    const colours = coloursOf(root)
    const axis = { stroke: colours.ink, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } }
    const chart = new UPlot(
      {
        width: root.clientWidth,
        height,
        cursor: { y: false, points: { size: 6 } },
        axes: [axis, { ...axis, size: 64, values: (_, values) => values.map(format) }],
        series: [
          {},
          ...lines.map(({ label: name }, index) => ({
            label: name,
            stroke: index === 0 ? colours.accent : colours.ink,
            width: index === 0 ? 2 : 1,
            dash: dashes[index % dashes.length] ?? [],
            value: (_: unknown, value: number | null) => (value === null ? '–' : format(value)),
          })),
        ],
      },
      [times.map((time) => Date.parse(time) / 1_000), ...lines.map(({ values }) => values.map(orGap))],
      root,
    )
    const watch = new ResizeObserver(() => chart.setSize({ width: root.clientWidth, height }))
    watch.observe(root)
    return () => {
      watch.disconnect()
      chart.destroy()
    }
  }, [times, lines, format, theme])
  return <div ref={place} className="chart" role="img" aria-label={label} />
}

const orGap = (value: number) => (Number.isFinite(value) ? value : null)

/** The colours of the theme as the canvas wants them. */
function coloursOf(root: HTMLElement) {
  const probe = root.appendChild(document.createElement('span'))
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const colours = { accent: colour('accent'), ink: colour('ink-soft'), line: colour('line') }
  probe.remove()
  return colours
}
