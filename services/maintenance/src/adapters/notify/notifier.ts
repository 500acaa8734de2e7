import { type Database, toldKeys, unacknowledgedAlerts } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'
import type { AlertCase } from '../../domain/alerts/alert-case.ts'
import type { Destination } from '../../domain/alerts/destinations.ts'
import { digestOf, digestWeek } from '../../domain/alerts/digest.ts'
import { type DigestLine, type Message, noticeKey } from '../../domain/alerts/message.ts'
import { candidatesOf, Notifications } from '../../domain/alerts/notifications.ts'
import type { ReportedAlert } from '../../domain/alerts/report.ts'
import type { AlertExample } from '../../routes/alerts.route.ts'
import type { AlertJournal } from '../alert-journal.ts'
import type { Deliveries } from './deliveries.ts'
import { newLetter } from './letter.ts'

export interface NotifierOptions {
  readonly destinations: readonly Destination[]
  readonly database: Pick<Database, 'platform'>
  readonly journal: Pick<AlertJournal, 'isHolder' | 'silences'>
  readonly deliveries: Deliveries
  readonly alertExample: AlertExample
  readonly logger: Logger
}

const timeoutMs = 2_000
const soon = () => new Deadline(timeoutMs)

/**
 * Tells destinations of alerts. Of several processes the holder of the journal does. When a process becomes the holder,
 * it begins a new plan and asks Postgres what was told before; without Postgres it tells once too often rather than
 * never.
 */
export class Notifier {
  readonly #options: NotifierOptions
  #plan: Notifications | undefined
  #digested: number | undefined

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  async step(cases: readonly AlertCase[], nowMs: number): Promise<void> {
    const { journal, deliveries, destinations } = this.#options
    if (!journal.isHolder) {
      this.#plan = undefined
      deliveries.leave()
    } else {
      this.#plan ??= new Notifications(destinations)
      // What an operator sends again waits in Postgres, too. Without Postgres the next look takes it over.
      await deliveries.resume().catch(() => {})
      const candidates = candidatesOf(cases, journal.silences, new Date(nowMs))
      for (const message of this.#plan.plan(candidates, nowMs)) await this.#tell(message)
      await this.#tellWeek(nowMs)
    }
    await deliveries.step()
  }

  async #tell(message: Message<ReportedAlert>): Promise<void> {
    const { destination, heldBack } = message
    const told = await this.#told(message.notices.map((notice) => noticeKey(destination, notice)))
    const untold = message.notices.filter((notice) => !told?.has(noticeKey(destination, notice)))
    if (untold.length + heldBack === 0) return
    const notices = await Promise.all(
      untold.map(async ({ what, alert }) => ({ what, alert: await this.#shown(alert) })),
    )
    const keys = notices.map((notice) => noticeKey(destination, notice))
    this.#options.deliveries.add(newLetter({ ...message, notices }, keys))
  }

  /** What Postgres knows of; undefined if it does not answer. */
  readonly #told = (keys: readonly string[]): Promise<ReadonlySet<string> | undefined> =>
    toldKeys(this.#options.database, keys, soon()).catch(() => undefined)

  readonly #shown = async (alert: ReportedAlert) => ({
    ...alert,
    ...(await this.#options.alertExample(alert, soon())),
  })

  /** The digest of the week that ended last: once, and when Postgres is back if it does not answer. */
  async #tellWeek(nowMs: number): Promise<void> {
    const week = digestWeek(nowMs)
    if (this.#digested === week.to.getTime()) return
    const { database, destinations, deliveries, logger } = this.#options
    const names = ['log', ...destinations.filter(({ digest }) => digest).map(({ name }) => name)]
    const keyOf = (name: string) => `${name} digest ${week.to.toISOString()}`
    const told = await this.#told(names.map(keyOf))
    const fired = told && (await unacknowledgedAlerts(database, week, soon()).catch(() => undefined))
    if (!fired) return
    this.#digested = week.to.getTime()
    const digest = digestOf(fired)
    if (digest.length === 0) return
    for (const name of names.filter((one) => !told.has(keyOf(one)))) {
      const message = newLetter(digestMessage(name, digest, nowMs), [keyOf(name)])
      if (name !== 'log') deliveries.add(message)
      else {
        logger.warn({ alerts: digest }, 'alerts of last week that nobody acknowledged')
        deliveries.note(message)
      }
    }
  }
}

const digestMessage = (destination: string, digest: readonly DigestLine[], nowMs: number): Message => ({
  ...{ destination, at: new Date(nowMs).toISOString(), notices: [], heldBack: 0, digest },
})
