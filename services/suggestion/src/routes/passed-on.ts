import { loadLevelHeader } from '@inkling/service-kit'

const names = ['consistency-token', 'consent', loadLevelHeader]

/**
 * The headers of a request that the services which it asks must know: what to wait for, the consent, the load level.
 */
export function passedOn(request: { readonly headers: Readonly<Record<string, unknown>> }): Record<string, string> {
  const given = names.flatMap((name) => {
    const value = request.headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  return Object.fromEntries(given)
}
