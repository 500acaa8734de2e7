import { createServer } from 'node:http'

/** A content delivery network that keeps what it was told to purge. Its first answer is a failure. */
export async function startNetwork() {
  const purged: string[] = []
  let purges = 0
  const server = createServer(async (request, response) => {
    const { surrogate_keys: keys } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    const isTaken = purges++ > 0 && request.headers.authorization === 'Bearer purger'
    if (isTaken) purged.push(...keys)
    response.writeHead(isTaken ? 200 : 500).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const settings = {
    CDN_PURGE_URL: `http://127.0.0.1:${port}/purge`,
    CDN_PURGE_TOKEN: 'purger',
    CDN_MAX_AGE: '30',
  }
  return { purged, settings, close: () => server.close() }
}
