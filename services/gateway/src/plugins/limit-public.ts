import { basePath } from '@inkling/contracts'
import type { FastifyInstance } from 'fastify'
import type { Limits } from './rate-limits.ts'

/** These count requests after they have looked at the key. */
const guarded = ['/metrics', '/sla', '/alerts']
const isGuarded = (url: string) => url.startsWith(`${basePath}/`) || guarded.includes(url)
/** A refused probe would restart or remove a gateway that is well; a preflight has no credential to count by. */
/** A page without one of its files is broken, and to send a file costs no more than to refuse it. */
const isFile = (url: string) => url.startsWith('/console/assets/') && !url.endsWith('*')
const isNeverRefused = (url: string) => ['/livez', '/readyz', '*', '/*'].includes(url)

/**
 * Counts requests that need no key against their address: unknown paths as strictly as wrong keys, and the public pages
 * more generously, without the files that a page brings along.
 */
export function limitPublic(app: FastifyInstance, limits: Limits): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions
    if (request.is404 || url === undefined) limits.admitAddress(request, reply)
    else if (isNeverRefused(url)) limits.countPublic(request, reply)
    else if (!isGuarded(url) && !isFile(url)) limits.admitPublic(request, reply)
    done()
  })
}
