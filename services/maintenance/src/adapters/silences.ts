import { randomBytes } from 'node:crypto'
import { createSilence, type Database, deleteSilence, listSilences } from '@inkling/database'
import type { Silences } from '../routes/silences.route.ts'

export const createSilences = (database: Pick<Database, 'platform'>): Silences => ({
  list: ({ deadline }) => listSilences(database, deadline),
  delete: ({ deadline }, id) => deleteSilence(database, id, deadline),
  create({ principal, deadline, executionId = randomBytes(12).toString('base64url') }, facts) {
    return createSilence(database, { ...facts, id: `sil_${executionId}`, createdBy: principal.keyId }, deadline)
  },
})
