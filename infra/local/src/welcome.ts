export interface Running {
  url: string
  tenant: string
  apiKey: string
  /** The key that pages of the demo may have. */
  pageKey: string
  /** The origins whose pages may use it. */
  allowedOrigins: readonly string[]
  logsFolder: string
  localFile: string
}

/** The text after a start: URLs, a key, and three requests to paste, each on one line. */
export function welcome({ url, tenant, apiKey, pageKey, allowedOrigins, logsFolder, localFile }: Running): string {
  const post = (path: string, body: object) =>
    [
      `curl -s ${url}/api/v1/${path} -H 'Authorization: Bearer ${apiKey}'`,
      `-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
    ].join(' ')
  return `
  Inkling is running.

    Gateway     ${url} (open it in a browser to try the demo)
    Console     ${url}/console (sign in with the key below, or with the admin key in the file below)
    API docs    ${url}/docs
    Health      ${url}/health
    Tenant      ${tenant}
    Key         ${apiKey}
    Page key    ${pageKey}
      Origins   ${allowedOrigins.join(', ') || 'none'}
      Allow     npx -y pnpm@12 inkling tenants allow-origin ${tenant} ${pageKey.split('_')[1]} ORIGIN

  Predict the page that this reader of the handbook opens next:

${post('predictions', { userId: 'on-call-01', limit: 3 })}

  Suggest pages that go with the open page:

${post('suggestions', { context: { itemIds: ['queues/dead-letters'] }, limit: 3 })}

  Search the handbook:

curl -s '${url}/api/v1/search?q=job+that+keeps+failing&limit=3' -H 'Authorization: Bearer ${apiKey}'

    For scripts ${localFile} (the keys; it exists while Inkling runs)
    Logs        ${logsFolder}
    Stop        Ctrl-C (your data is kept for the next start)
`
}
