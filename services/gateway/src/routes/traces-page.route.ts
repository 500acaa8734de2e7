import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { pagePolicy } from './page-policy.ts'
import { serveBytes } from './serve-bytes.ts'

const files = {
  traces: 'traces.html',
  'traces.js': 'traces.js',
  'traces.css': 'traces.css',
}
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }

/** Serves the page of traces, which asks with a key that its user types in. */
export async function tracesPageRoute(app: FastifyInstance): Promise<void> {
  for (const [path, name] of Object.entries(files)) {
    const content = await readFile(new URL(`../console/${name}`, import.meta.url))
    const type = types[name.split('.')[1] ?? '']
    serveBytes(app, `/console/${path}`, () => content, {
      'cache-control': 'no-cache',
      'content-security-policy': pagePolicy,
      'content-type': `${type}; charset=utf-8`,
    })
  }
}
