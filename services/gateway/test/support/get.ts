import { sharedStack } from './shared-stack.ts'

/** A plain GET, for URLs that are not calls of the contract. */
export async function get(path: string, headers: Record<string, string> = {}, base: string = sharedStack().url) {
  const response = await fetch(base + path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
