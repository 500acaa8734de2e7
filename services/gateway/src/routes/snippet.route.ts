import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { serveBytes } from './serve-bytes.ts'

const files = {
  '/inkling.js': import.meta.resolve('@inkling/client/inkling.js'),
  '/inkling-vitals.js': import.meta.resolve('@inkling/client/inkling-vitals.js'),
  '/web-vitals.js': import.meta.resolve('web-vitals'),
}

/**
 * Serves the browser snippet to pages of any origin, and what it loads to measure them. Their URLs never change, so a
 * browser asks for newer ones after a day.
 */
export async function snippetRoute(app: FastifyInstance): Promise<void> {
  for (const [url, file] of Object.entries(files)) {
    const script = await readFile(fileURLToPath(file))
    serveBytes(app, url, () => script, {
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=86400, stale-while-revalidate=604800',
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
    })
  }
}
