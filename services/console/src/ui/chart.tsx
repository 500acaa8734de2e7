import { lazy, Suspense } from 'react'
import type { LineChartProps } from './line-chart.tsx'

const LineChart = lazy(() => import('./line-chart.tsx'))

/** A chart, whose code is loaded when the first one is shown. Its place is kept until then. */
export const Chart = (props: LineChartProps) => (
  <Suspense fallback={<div className="chart" aria-busy="true" />}>
    <LineChart {...props} />
  </Suspense>
)
