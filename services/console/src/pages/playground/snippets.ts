import { jsonOf } from '../../data/visible.ts'

/** The same request for a shell. Single quotes are closed, escaped and opened again. */
export const asCurl = (url: string, path: string, body: object): string =>
  [
    `curl -s '${url}${path}' -H "Authorization: Bearer $INKLING_API_KEY"`,
    `-H 'Content-Type: application/json' -d '${jsonOf(body).replaceAll("'", "'\\''")}'`,
  ].join(' ')

const methods: Readonly<Record<string, string>> = {
  '/api/v1/predictions': 'predict',
  '/api/v1/suggestions': 'suggest',
  '/api/v1/search': 'search',
}

/** The same request with the client. */
export const asTypeScript = (url: string, path: string, body: object): string =>
  [
    "import { createClient } from '@inkling/client'",
    '',
    `const inkling = createClient({ url: '${url}', apiKey: process.env.INKLING_API_KEY ?? '' })`,
    `const { data } = await inkling.${methods[path]}({ body: ${jsonOf(body, 2)} })`,
    'for (const { itemId, score } of data) console.log(itemId, score)',
  ].join('\n')
