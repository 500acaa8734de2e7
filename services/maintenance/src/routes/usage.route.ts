import { calls, type UsageReport } from '@inkling/contracts'
import { type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface UsageOptions {
  readonly readTenantUsage: (caller: Caller) => Promise<UsageReport>
}

export async function usageRoute(app: FastifyInstance, { readTenantUsage }: UsageOptions): Promise<void> {
  implement(app, calls.getUsage, (caller) => readTenantUsage(caller))
}
