import { durationBuckets } from './duration-buckets.ts'
import { layoutShiftBuckets } from './layout-shift-buckets.ts'
import { metricGroup } from './metric-group.ts'

export const siteMetrics = metricGroup('the gateway', ({ histogram }) => ({
  vitals: histogram(
    'site_vital_seconds',
    'Web Vitals of sites with the browser snippet, by the kind of page: LCP, INP, FCP and TTFB',
    durationBuckets,
    ['vital', 'page'],
  ),
  layoutShift: histogram(
    'site_layout_shift_ratio',
    'Cumulative layout shift (CLS) of sites with the browser snippet, by the kind of page',
    layoutShiftBuckets,
    ['page'],
  ),
}))
