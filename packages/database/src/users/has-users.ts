import { hasEvents } from '../behaviour/has-events.ts'
import type { Sql } from '../client/tenant-database.ts'
import { hasAnswers } from '../learning/has-answers.ts'

/** Whether anything is stored of users of the tenant: events, also archived ones, answers or feedback. */
export const hasUsers = async (sql: Sql, tenantId: string): Promise<boolean> =>
  (await hasEvents(sql, tenantId)) || (await hasAnswers(sql, tenantId))
