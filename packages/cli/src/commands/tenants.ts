import type { InklingClient } from '@inkling/client'
import { planNames, type Tenant, type TenantCreate } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { confirmById } from './confirm-by-id.ts'
import { renderFacts, renderTable } from './output.ts'
import { addKeyCommands, renderSecret } from './tenant-keys.ts'

/** Adds `inkling tenants …`, with which an operator manages tenants and their keys. */
export function addTenantCommands(program: Command, context: Context): void {
  const tenants = program.command('tenants').description('create, list, suspend and delete tenants and their keys')
  addCreate(tenants, context)
  addReads(tenants, context)
  addStatusChange(tenants, context, {
    name: 'suspend',
    status: 'suspended',
    description: 'refuse all requests of a tenant',
  })
  addStatusChange(tenants, context, { name: 'resume', status: 'active', description: 'serve a suspended tenant again' })
  addDelete(tenants, context)
  addKeyCommands(tenants, context)
}

function addCreate(tenants: Command, context: Context): void {
  tenants
    .command('create <id>')
    .description('create a tenant and its first key')
    .option('--name <name>', 'what people call the tenant')
    .addOption(new Option('--plan <plan>', 'how many requests it may make').choices(planNames))
    .action(async (id: string, { name, plan }: Omit<TenantCreate, 'id'>, command: Command) => {
      const { client, show } = administer(command, context)
      const tenant = await client.createTenant({ body: { id, ...(name && { name }), ...(plan && { plan }) } })
      show(tenant, () => `${renderTenant(tenant)}\n\n${renderSecret(tenant.apiKey)}`)
    })
}

function addReads(tenants: Command, context: Context): void {
  tenants
    .command('list')
    .description('list all tenants')
    .action(async (_flags: object, command: Command) => {
      const { client, show } = administer(command, context)
      const all = await allTenants(client)
      const rows = () => all.map(({ id, name, plan, status, createdAt }) => [id, name, plan, status, createdAt])
      show(all, () => renderTable(['id', 'name', 'plan', 'status', 'created'], rows()))
    })
  tenants
    .command('show <id>')
    .description('show one tenant')
    .action(async (id: string, _flags: object, command: Command) => {
      const { client, show } = administer(command, context)
      const tenant = await client.getTenant({ params: { id } })
      show(tenant, () => renderTenant(tenant))
    })
}

function addStatusChange(
  tenants: Command,
  context: Context,
  { name, status, description }: { name: string; status: 'active' | 'suspended'; description: string },
): void {
  tenants
    .command(`${name} <id>`)
    .description(description)
    .action(async (id: string, _flags: object, command: Command) => {
      const { client, show } = administer(command, context)
      const tenant = await client.patchTenant({ params: { id }, body: { status } })
      show(tenant, () => `${id} is ${tenant.status}`)
    })
}

function addDelete(tenants: Command, context: Context): void {
  tenants
    .command('delete <id>')
    .description('refuse all requests of a tenant and erase all its data')
    .option('--yes', 'do not ask')
    .action(async (id: string, { yes }: { yes?: boolean }, command: Command) => {
      const { client, show } = administer(command, context)
      if (!yes) await confirmById(id, context, { doing: 'Deleting', done: 'deleted', of: id })
      const operation = await client.deleteTenant({ params: { id } })
      show(operation, () => `${id} is refused from now on and its data is being erased (operation ${operation.id})`)
    })
}

async function allTenants(client: InklingClient): Promise<readonly Tenant[]> {
  const all: Tenant[] = []
  let cursor: string | null | undefined
  do {
    const { data, page } = await client.listTenants({ query: { limit: 200, ...(cursor && { cursor }) } })
    all.push(...data)
    cursor = page.nextCursor
  } while (cursor)
  return all
}

const renderTenant = ({ id, name, plan, status, createdAt }: Tenant) =>
  renderFacts({ tenant: id, name, plan, status, created: createdAt })
