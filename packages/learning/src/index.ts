export { CalibrationError } from './calibration-error.ts'
export { Hedge } from './hedge.ts'
export { RankingMetrics, type RankingSummary } from './ranking-metrics.ts'
