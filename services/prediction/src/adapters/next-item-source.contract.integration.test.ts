import { createDatabase, insertEvents } from '@inkling/database'
import type { NextItemModel } from '@inkling/predictors'
import { describeModelSource } from '@inkling/read-model/contract'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll } from 'vitest'
import { acceptableEvent } from '../test/acceptable-event.ts'
import { nextItemSource } from './next-item-source.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())

const logger = createLogger({ service: 'test', level: 'silent' })

describeModelSource('the source of next-item models', {
  source: nextItemSource(database, logger, { neighboursOf: () => [], onOutcomes: () => {} }),
  commit: async (tenantId, names) => {
    await insertEvents(
      database.background(tenantId),
      names.map((itemId) => acceptableEvent(itemId, { itemId, sessionId: 's', userId: 'u' })),
    )
  },
  namesIn: ({ log, counts }: NextItemModel) =>
    Array.from({ length: counts.events }, (_, event) => log.items.names.nameOf(log.items.keyOf(event))),
})
