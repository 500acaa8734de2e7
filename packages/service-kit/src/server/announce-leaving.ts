import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** A caller holds a request here, and is told by it that the process begins to stop. */
export const leavingPath = '/leaving'
export const leavingWord = 'leaving'
/** Callers that do not confirm by then are gone, or hang. */
const patienceMs = 5_000

/**
 * Lets callers leave a process before it closes their connections: a request that is sent into a connection that closes
 * is lost, and only some may be sent again. Each caller holds a request at `/leaving`. Returns a function that tells
 * all of them, and waits until each has closed its request, which says that it has no other one here and sends none;
 * for 5 s at most.
 */
export function announceLeaving(app: FastifyInstance): () => Promise<void> {
  const held = new Set<ServerResponse>()
  const left = Promise.withResolvers<void>()
  let isLeaving = false
  const resolveOnceLeft = () => isLeaving && held.size === 0 && left.resolve()
  app.get(leavingPath, (_request, reply) => {
    if (isLeaving) return reply.status(503).send()
    reply.hijack()
    const { raw } = reply
    held.add(raw)
    raw.once('close', () => {
      held.delete(raw)
      resolveOnceLeft()
    })
    raw.writeHead(200, { 'content-type': 'text/plain' }).flushHeaders()
    return reply
  })
  app.addHook('preClose', async () => {
    for (const one of held) one.destroy()
  })
  return async () => {
    isLeaving = true
    for (const one of held) one.write(leavingWord)
    resolveOnceLeft()
    const timer = setTimeout(() => left.resolve(), patienceMs)
    await left.promise
    clearTimeout(timer)
  }
}
