import type { ErrorGroup } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { renderTable } from './output.ts'

interface ErrorsFlags {
  readonly state?: ErrorGroup['state']
  readonly service?: string
  readonly code?: string
  readonly tenant?: string
  readonly resolve?: boolean
}

/** Adds `inkling errors [id]`, which lists groups of errors, shows one or resolves it. */
export function addErrorsCommand(program: Command, context: Context): void {
  program
    .command('errors [id]')
    .description('list groups of errors, newest first, or show one (needs a key with ops:read)')
    .addOption(new Option('--state <state>', 'of the groups').choices(['open', 'resolved', 'regressed']))
    .option('--service <name>', 'whose process failed')
    .option('--code <code>', 'of the error')
    .option('--tenant <id>', 'that met the error')
    .option('--resolve', 'mark the group as resolved (needs ops:write)')
    .action(async (id: string | undefined, { resolve, tenant, ...query }: ErrorsFlags, command: Command) => {
      const { client, show } = administer(command, context)
      if (id === undefined) {
        if (resolve) throw new CliError('--resolve needs the id of a group.')
        const { data } = await client.listErrors({ query: { ...query, ...(tenant && { tenantId: tenant }) } })
        return show(data, () => renderList(data))
      }
      if (!/^[0-9a-f]{16}$/.test(id)) throw new CliError(`${id} is no id of a group: it has 16 hexadecimal digits.`)
      if (resolve) await client.resolveError({ params: { id } })
      const group = await client.getError({ params: { id } })
      show(group, () => renderGroup(group))
    })
}

function renderList(groups: readonly ErrorGroup[]): string {
  if (groups.length === 0) return 'No group matches. An error appears within 3 seconds.'
  const rows = groups.map(({ id, state, lastAt, count, tenantCount, service, code, route }) => [
    id,
    state,
    lastAt,
    String(count),
    String(tenantCount),
    service,
    code,
    route,
  ])
  return renderTable(['error', 'state', 'last', 'count', 'tenants', 'service', 'code', 'route'], rows)
}

function renderGroup({
  tenants,
  ...group
}: ErrorGroup & { readonly tenants: readonly { tenantId: string }[] }): string {
  const facts = Object.entries({ ...group, tenants: tenants.map(({ tenantId }) => tenantId).join(' ') })
  return facts.map(([name, value]) => `${name.padEnd(11)} ${value ?? ''}`.trimEnd()).join('\n')
}
