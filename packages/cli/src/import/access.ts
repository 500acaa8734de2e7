import { hash } from 'node:crypto'
import { createClient, type InklingClient, InklingClientError } from '@inkling/client'
import { CliError } from '../cli-error.ts'
import { type Connection, requireAdminKey } from '../connection.ts'

/** The right to load data into one tenant. */
export interface Access {
  readonly client: InklingClient
  /** For file names. */
  readonly tenant: string
  /** Another text for any other tenant, also for one created later under the same id. */
  readonly destination: string
  /** Gives the right back. */
  readonly release: () => Promise<void>
}

const keyLifeMs = 24 * 3_600_000
/** A service that restarts, or a minute's rate limit, must not end an import. */
const patient = { retries: 12, timeoutMs: 60_000 }

/**
 * With `--api-key`, that key; with `--tenant`, a key made for this import and revoked after it; else INKLING_API_KEY.
 *
 * @throws CliError when there is no such tenant or no key to use.
 */
export async function openAccess(
  connection: Connection,
  { tenant, apiKey, nowMs }: { tenant: string | undefined; apiKey: string | undefined; nowMs: number },
): Promise<Access> {
  const given = apiKey ?? (tenant === undefined ? connection.apiKey : undefined)
  if (given !== undefined) return withKey(connection.url, given)
  if (tenant === undefined) throw new CliError('Say into which tenant: --tenant ID, or give its key with --api-key.')
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

/** Nothing but the server knows whose key it is, so the key stands for its tenant. */
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
  throw new CliError(`There is no tenant ${tenant}. Create it: npx pnpm inkling tenants create ${tenant}`, {
    cause: error,
  })
}
