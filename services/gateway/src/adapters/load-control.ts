import type { RedisClient } from '@inkling/cache'
import { Admission, loadLevels } from '@inkling/resilience'
import { LoadMonitor } from '@inkling/service-kit'
import { type Logger, sheddingMetrics } from '@inkling/telemetry'
import type { Config } from '../config.ts'
import { ForcedLevels } from './forced-level.ts'

/** Measures the load of this gateway and of the services, and decides what is refused because of it. */
export function createLoadControl(
  { LOAD_LEVEL: level }: Pick<Config, 'LOAD_LEVEL'>,
  redis: RedisClient,
  logger: Logger,
  metrics = sheddingMetrics(),
) {
  const load = new LoadMonitor({ logger, level })
  const admission = new Admission()
  const levels = new ForcedLevels(redis, logger, (forced) => load.force(forced))
  return {
    load,
    admission,
    levels,
    metrics,
    /** @param tighten is told the share of its limits that a tenant may use at the present level */
    start(tighten: (share: number) => void) {
      load.start(({ pressure }) => {
        admission.adjust(pressure, loadLevels[load.level].refuses.length)
        metrics.refused.set(admission.refused)
        tighten(loadLevels[load.level].limits)
      })
    },
    close() {
      load.stop()
      levels.close()
    },
  }
}
