import { AdaptiveLimit } from '../src/adaptive-limit.ts'
import { type SimulationOptions, seeded, simulate, windowMs } from './simulated-server.ts'

type Load = Pick<SimulationOptions, 'workers' | 'serviceMs' | 'offered' | 'seconds'>

/** The limit at the end of each half second, of a limiter in front of a simulated server. */
export function limitsByHalfSecond(load: Load, seed = 1): number[] {
  const limit = new AdaptiveLimit(10, 128)
  const limits: number[] = []
  const latencies: number[] = []
  let inFlightSum = 0
  simulate(
    {
      ...load,
      limitOf: () => limit.value,
      onAnswer(latencyMs, inFlight) {
        latencies.push(latencyMs)
        inFlightSum += inFlight
      },
      onWindow(isFull) {
        const count = latencies.length
        latencies.sort((a, b) => a - b)
        const latencyMs = latencies[Math.floor(count * 0.9)]
        if (latencyMs !== undefined)
          limit.observe({ latencyMs, inFlight: inFlightSum / count, throughput: (count / windowMs) * 1_000, isFull })
        latencies.length = 0
        inFlightSum = 0
        limits.push(limit.value)
      },
    },
    seeded(seed),
  )
  return limits
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
