import { type Database, listErrorGroups, readErrorGroup, resolveErrorGroup } from '@inkling/database'
import type { Errors } from '../routes/errors.route.ts'

/** The groups of errors of all processes. */
export const createErrors = (database: Pick<Database, 'platform'>): Errors => ({
  list: ({ deadline }, filter, before, limit) => listErrorGroups(database, filter, before, limit, deadline),
  read: ({ deadline }, id, mostTenants) => readErrorGroup(database, id, mostTenants, deadline),
  resolve: ({ deadline }, id) => resolveErrorGroup(database, id, deadline),
})
