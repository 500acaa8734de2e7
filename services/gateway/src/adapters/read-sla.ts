import type { SlaReport } from '@inkling/contracts'
import { type Database, ofAllTenants, readServicePeriods, readServiceWindows } from '@inkling/database'
import type { Deadline } from '@inkling/resilience'
import type { AnswerCounter } from '@inkling/service-kit'
import { slaReport, windowMinutes } from '../sla/sla-report.ts'

const days = 31
const months = 13

/** Returns what reads the report of one tenant, or of all; what this gateway has counted by now is in it. */
export const createReadSla =
  (database: Database, answered: Pick<AnswerCounter, 'flush'>) =>
  async (deadline: Deadline, tenantId?: string): Promise<SlaReport> => {
    await answered.flush()
    const reader =
      tenantId === undefined ? ofAllTenants(database, deadline) : database.of({ principal: { tenantId }, deadline })
    const counts = {
      windows: await readServiceWindows(reader, windowMinutes),
      days: await readServicePeriods(reader, 'day', days),
      months: await readServicePeriods(reader, 'month', months),
    }
    return slaReport(counts, Date.now(), tenantId)
  }
