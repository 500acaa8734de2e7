import type { HealthReport } from '@inkling/contracts'
import { ownAddress } from './callers.ts'

/** The gateway's `/health`. Each question has an address of its own, so that asking often meets no limit. */
export async function askHealth(url: string): Promise<HealthReport> {
  const answer = await fetch(`${url}/health`, { headers: ownAddress() })
  return (await answer.json()) as HealthReport
}
