const names = ['consistency-token', 'consent'] as const

/** The headers of a request that the services which it asks must know: what to wait for, and the consent. */
export const passedOn = ({
  headers,
}: {
  readonly headers: Readonly<Record<string, unknown>>
}): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
