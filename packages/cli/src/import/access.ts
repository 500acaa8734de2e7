import { hash } from 'node:crypto'
import { createClient, type InklingClient, InklingClientError } from '@inkling/client'
import { CliError } from '../cli-error.ts'
import { type Connection, requireAdminKey } from '../connection.ts'

/** A client that may import into one tenant. */
export interface Access {
  readonly client: InklingClient
  /** Names the tenant in file names. */
  readonly tenant: string
  /** Differs between tenants, even between one that was deleted and one that was created later with the same id. */
  readonly destination: string
  /** Revokes the key if it was created for this import. */
  readonly release: () => Promise<void>
}

const keyLifeMs = 24 * 3_600_000
/** Enough retries to outlast the restart of a service or a rate limit per minute. */
const patient = { retries: 12, timeoutMs: 60_000 }

/**
 * Chooses the key: the one of `--api-key`; with `--tenant`, one that is created for this import and revoked after it;
 * else INKLING_API_KEY.
 *
 * @throws CliError if there is no such tenant or no key to use.
 */
export async function openAccess(
  connection: Connection,
  { tenant, apiKey, nowMs }: { tenant: string | undefined; apiKey: string | undefined; nowMs: number },
): Promise<Access> {
  const given = apiKey ?? (tenant === undefined ? connection.apiKey : undefined)
  if (given !== undefined) return withKey(connection.url, given)
  if (tenant === undefined)
    throw new CliError('Name the tenant to import into with --tenant ID, or give its key with --api-key.')
  const admin = createClient({ url: connection.url, apiKey: requireAdminKey(connection) })
  const { createdAt } = await admin.getTenant({ params: { id: tenant } }).catch((error) => explain(error, tenant))
  const key = await admin.createKey({
    params: { id: tenant },
    body: {
      name: 'inkling import',
      scopes: ['items:write', 'events:write'],
      expiresAt: new Date(nowMs + keyLifeMs).toISOString(),
    },
  })
  return {
    client: createClient({ ...patient, url: connection.url, apiKey: key.key }),
    tenant,
    destination: `${tenant} ${createdAt}`,
    release: () => admin.revokeKey({ params: { id: tenant, keyId: key.id } }),
  }
}

/** Only the server knows to which tenant a key belongs, so a hash of the key stands for the tenant. */
function withKey(url: string, apiKey: string): Access {
  const name = hash('sha256', apiKey).slice(0, 12)
  return {
    client: createClient({ ...patient, url, apiKey }),
    tenant: name,
    destination: `${url} ${name}`,
    release: async () => {},
  }
}

function explain(error: unknown, tenant: string): never {
  const isAbsent = error instanceof InklingClientError && error.problem.code === 'not_found'
  if (!isAbsent) throw error
  throw new CliError(`There is no tenant ${tenant}. Create it: npx -y pnpm@12 inkling tenants create ${tenant}`, {
    cause: error,
  })
}
