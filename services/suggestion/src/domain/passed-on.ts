const names = ['consistency-token', 'consent'] as const

/** The headers of a request that the services which it asks must know: what to wait for, and the consent. */
export function passedOn(request: { readonly headers: Readonly<Record<string, unknown>> }): Record<string, string> {
  const given = names.flatMap((name) => {
    const value = request.headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  return Object.fromEntries(given)
}
