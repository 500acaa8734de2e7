import { ownAddress } from './callers.ts'

/** The gateway's `/health`. Each question has an address of its own, so that asking often meets no limit. */
export async function askHealth(url: string): Promise<{ readonly status: string }> {
  const answer = await fetch(`${url}/health`, { headers: ownAddress() })
  return (await answer.json()) as { status: string }
}
