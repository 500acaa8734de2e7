import { type Database, Leadership } from '@inkling/database'
import { type Logger, leakProbeMetrics } from '@inkling/telemetry'
import { probeLeaks } from './adapters/leak-probe.ts'
import type { Config } from './config.ts'

/** Of several replicas one probes: the one that holds the lock of the probe. */
export function startLeakProbe(config: Config, database: Database, logger: Logger): () => Promise<void> {
  const { LEAK_PROBE_SECONDS: everySeconds, DATABASE_URL, DIRECT_DATABASE_URL: url = DATABASE_URL } = config
  const metrics = leakProbeMetrics()
  if (everySeconds === 0) return async () => {}
  const leadership = new Leadership({
    ...{ url, applicationName: 'inkling-leak-probe', name: 'leak probe', channel: 'inkling_leak_probe' },
    onNotified: () => {},
  })
  const stop = probeLeaks({
    ...{ database, everySeconds, metrics, logger, secret: config.SIGNING_SECRET },
    gateways: config.GATEWAY_URL.split(',').map((one) => one.trim()),
    leads: () => leadership.hold(),
  })
  return async () => {
    void stop()
    await leadership.close()
  }
}
