import type { InvalidationBus } from '@inkling/cache'
import { platformOwner, topics } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { alertMetrics, type Logger } from '@inkling/telemetry'
import { createAlertExample } from './adapters/alert-example.ts'
import { AlertJournal } from './adapters/alert-journal.ts'
import { alertingCheck } from './adapters/alerting-check.ts'
import { Alerts } from './adapters/alerts.ts'
import { Deliveries } from './adapters/notify/deliveries.ts'
import { Notifier } from './adapters/notify/notifier.ts'
import { Poster } from './adapters/notify/poster.ts'
import { createReadBurns } from './adapters/read-burns.ts'
import type { Config } from './config.ts'

/** What became true lasts by a clock that nobody sets: a correction of the time makes nothing fire. */
const now = () => performance.timeOrigin + performance.now()

/** What decides which alerts fire, and tells of them. */
export function createAlerting(
  config: Config,
  database: Database,
  logger: Logger,
  wakeUps: Pick<InvalidationBus, 'send'>,
) {
  const { destinations } = config
  const metrics = alertMetrics()
  const journal = new AlertJournal(database, logger)
  const alertExample = createAlertExample(database, Date.now)
  const deliveries = new Deliveries({
    ...{ destinations, database, metrics, logger, now, wallNow: Date.now, random: Math.random },
    poster: new Poster(),
    links: { runbooks: config.ALERT_RUNBOOK_URL, traces: config.ALERT_TRACE_URL },
  })
  const notifier = new Notifier({ destinations, database, journal, deliveries, alertExample, logger })
  const alerts = new Alerts({
    urls: {
      gateway: config.GATEWAY_URL,
      prediction: config.PREDICTION_URL,
      suggestion: config.SUGGESTION_URL,
      search: config.SEARCH_URL,
      worker: config.WORKER_URL,
    },
    secret: config.SIGNING_SECRET,
    readBurns: createReadBurns(database, now),
    everyMs: config.ALERT_EVERY_MS,
    onChange: () => wakeUps.send(topics.alerts, platformOwner),
    ...{ journal, notifier, metrics, logger, now },
  })
  return {
    ...{ alerts, deliveries, alertExample, journal },
    check: alertingCheck({ alerts, everyMs: config.ALERT_EVERY_MS, now }),
    async close() {
      await alerts.close()
      await deliveries.close()
    },
  }
}
