export interface Running {
  url: string
  tenant: string
  apiKey: string
  logsFolder: string
  localFile: string
}

/** What a newcomer needs to begin: where things are, a key, and three requests to paste, each in one line. */
export function welcome({ url, tenant, apiKey, logsFolder, localFile }: Running): string {
  const post = (path: string, body: object) =>
    `curl -s ${url}/api/v1/${path} -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`
  return `
  Inkling is running.

    Gateway     ${url}
    API docs    ${url}/docs
    Health      ${url}/health
    Tenant      ${tenant}
    Key         ${apiKey}

  What will this reader of the handbook open next?

${post('predictions', { userId: 'on-call-01', limit: 3 })}

  What goes with the page that is open?

${post('suggestions', { context: { itemIds: ['queues/dead-letters'] }, limit: 3 })}

  Which pages say something about it?

curl -s '${url}/api/v1/search?q=job+that+keeps+failing&limit=3' -H 'Authorization: Bearer ${apiKey}'

    For scripts ${localFile}
    Logs        ${logsFolder}
    Stop        Ctrl-C (what you stored is kept for the next start)
`
}
