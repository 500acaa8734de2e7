import { durationBuckets } from './duration-buckets.ts'
import { layoutShiftBuckets } from './layout-shift-buckets.ts'
import { metricGroup } from './metric-group.ts'

export const consoleMetrics = metricGroup('the gateway', ({ histogram }) => ({
  vitals: histogram(
    'console_vital_seconds',
    'Web Vitals of the console in browsers, by page: LCP, INP, FCP and TTFB',
    durationBuckets,
    ['vital', 'page'],
  ),
  layoutShift: histogram(
    'console_layout_shift_ratio',
    'Cumulative layout shift (CLS) of the console in browsers, by page',
    layoutShiftBuckets,
    ['page'],
  ),
}))
