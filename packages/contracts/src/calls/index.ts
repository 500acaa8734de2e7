import * as asking from './asking.ts'
import * as items from './items.ts'
import * as maintenance from './maintenance.ts'
import * as searching from './searching.ts'
import * as tenants from './tenants.ts'
import * as usage from './usage.ts'

/** Every call, by id. */
export const calls = { ...items, ...usage, ...asking, ...searching, ...maintenance, ...tenants }
