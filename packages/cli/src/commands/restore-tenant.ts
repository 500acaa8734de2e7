import { openPlace, type RestoredTenant, restoreTenant } from '@inkling/backup'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { countOf } from '../transfer/count-of.ts'

export interface TenantFlags {
  readonly to?: number
  readonly as?: string
  readonly withoutUser: readonly string[]
  readonly database: string
  readonly folder?: string
}

/** Restores one tenant into the running database, and prints what it has now. */
export async function restoreOne(
  tenantId: string,
  place: string,
  { to, as, withoutUser, database }: TenantFlags,
  command: Command,
  context: Context,
): Promise<void> {
  const restored = await restoreTenant(await openPlace(place), {
    ...{ tenantId, as, toMs: to, withoutUsers: withoutUser, database },
    ...{ nowMs: context.now, signal: context.signal },
    onStep: (step) => context.stderr.write(`${step}\n`),
  })
  context.print(
    command.optsWithGlobals().json ? JSON.stringify(restored, null, 2) : render(restored, tenantId, withoutUser),
  )
}

function render(
  { tenantId: as, rows, backup, tookMs, existed, reachedTarget }: RestoredTenant,
  tenant: string,
  without: readonly string[],
) {
  const [items, events] = [countOf(rows, 'items'), countOf(rows, 'events')]
  const left = without.length > 0 ? `, but for ${without.join(', ')}` : ''
  return [
    `The tenant ${as} has the data of ${backup.label} and the archive: ${items} items (deleted ones included), ` +
      `${events} events. It took ${(tookMs / 1_000).toFixed(1)} s. No other tenant was touched.`,
    ...(reachedTarget ? [] : ['The archive ends before the time of --to: all that it holds is restored.']),
    as === tenant
      ? `Whoever was erased since is being erased again${left}.`
      : `Whoever was erased since from ${tenant} is in ${as}${left}: erase them there, too.`,
    'Keys, runs and counts of answers are as they were. Its models are being built and trained.',
    ...(existed ? [] : [`The tenant is new or was erased: create a key for it with \`inkling tenants create-key\`.`]),
  ].join('\n')
}
