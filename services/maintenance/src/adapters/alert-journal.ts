import { randomUUID } from 'node:crypto'
import {
  type AlertRow,
  acknowledgeAlert,
  type Database,
  holdAlerts,
  listSilences,
  openAlerts,
  pastAlerts,
  type Silence,
  saveAlerts,
} from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'
import type { Acknowledged } from '../domain/alerts/alert-case.ts'
import type { AlertCases } from '../domain/alerts/alert-cases.ts'
import { alertId } from '../domain/alerts/alert-id.ts'
import { firstSaid, joinNotes } from '../domain/alerts/notes.ts'
import { alertOf, keyOf, rowOf, saidOf, timesOf } from './alert-rows.ts'

type Platform = Pick<Database, 'platform'>

const timeoutMs = 2_000
/** Another process takes over when this one was silent for so long. */
const heldSeconds = 30
const mostPast = 100

/**
 * What fired, in Postgres. Of several processes one holds the journal and writes it. Without Postgres, each keeps the
 * role that it had, everything is remembered in memory, and is written when Postgres is back.
 */
export class AlertJournal {
  readonly #database: Platform
  readonly #logger: Logger
  readonly #me = randomUUID()
  /** What was written last, by id and time. */
  readonly #written = new Map<string, string>()
  #isHolder = true
  #isRestored = false
  #silences: readonly Silence[] = []

  constructor(database: Platform, logger: Logger) {
    this.#database = database
    this.#logger = logger
  }

  /** Whether this process tells the world. */
  get isHolder(): boolean {
    return this.#isHolder
  }

  get silences(): readonly Silence[] {
    return this.#silences
  }

  past(limit: number, deadline: Deadline): Promise<AlertRow[]> {
    return pastAlerts(this.#database, limit, deadline)
  }

  /** Takes over what fired and what ended lately before this process started, if Postgres answers. */
  async restore(cases: AlertCases, nowMs: number): Promise<void> {
    try {
      for (const row of await this.past(mostPast, new Deadline(timeoutMs))) {
        const alert = alertOf(row)
        if (alert)
          cases.restoreEnded({ ...timesOf(row), alert, labels: row.labels, resolvedAtMs: row.resolvedAt?.getTime() })
      }
      this.#take(await openAlerts(this.#database, new Deadline(timeoutMs)), cases, nowMs)
    } catch (error) {
      this.#logger.debug({ err: error }, 'journal of alerts not read; it is when Postgres is back')
    }
  }

  /** Brings cases and Postgres into line; without Postgres, at the next time. */
  async keep(cases: AlertCases, nowMs: number): Promise<void> {
    try {
      this.#isHolder = await holdAlerts(this.#database, this.#me, heldSeconds, new Deadline(timeoutMs))
      this.#silences = await listSilences(this.#database, new Deadline(timeoutMs))
      const rows = await openAlerts(this.#database, new Deadline(timeoutMs))
      this.#take(rows, cases, nowMs)
      if (this.#isHolder) await this.#write(rows, cases, nowMs)
    } catch (error) {
      this.#logger.debug({ err: error }, 'journal of alerts not written; it is when Postgres is back')
    }
  }

  /** Stores what somebody said, if Postgres can be written; what the holder remembers is stored later. */
  async acknowledge(id: string, said: Acknowledged): Promise<void> {
    await acknowledgeAlert(this.#database, id, { ...said, at: new Date(said.atMs) }, new Deadline(timeoutMs)).catch(
      (error: unknown) => this.#logger.warn({ err: error, alertId: id }, 'acknowledgement not stored yet'),
    )
  }

  /** Takes over what fired before this process started, what was said to another one, and when the holder saw it. */
  #take(rows: readonly AlertRow[], cases: AlertCases, nowMs: number): void {
    const byId = new Map(cases.open.map((one) => [alertId(one), one]))
    for (const row of rows) {
      const known = byId.get(row.id)
      const alert = alertOf(row)
      const facts = { ...timesOf(row), ...saidOf(row) }
      if (known?.state === 'firing') {
        const acknowledged = firstSaid(known.acknowledged, facts.acknowledged)
        Object.assign(known, { firedAtMs: facts.firedAtMs, acknowledged, notes: joinNotes(known.notes, facts.notes) })
      } else if (alert && !this.#isRestored) cases.restore({ ...facts, alert, labels: row.labels }, nowMs)
    }
    this.#isRestored = true
  }

  async #write(stored: readonly AlertRow[], cases: AlertCases, nowMs: number): Promise<void> {
    const fired = [...cases.open, ...cases.resolved].filter(({ state }) => state !== 'pending')
    const now = new Map(fired.map(rowOf).map((row) => [keyOf(row), row]))
    // Those of which no process knows any more.
    const lost = stored.filter((row) => !now.has(keyOf(row))).map((row) => ({ ...row, resolvedAt: new Date(nowMs) }))
    const changed = [...now.values()].filter((row) => this.#written.get(keyOf(row)) !== JSON.stringify(row))
    if (lost.length + changed.length === 0) return
    await saveAlerts(this.#database, [...lost, ...changed], new Deadline(timeoutMs))
    this.#written.clear()
    for (const [key, row] of now) this.#written.set(key, JSON.stringify(row))
  }
}
