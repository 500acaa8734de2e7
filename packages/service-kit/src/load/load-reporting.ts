import { loadLevelNames, streamPath } from '@inkling/contracts'
import { type LoadLevelName, loadLevels, type Step } from '@inkling/resilience'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { leavingPath } from '../server/announce-leaving.ts'
import { requestFact } from '../server/request-fact.ts'
import type { LoadMonitor } from './load-monitor.ts'
import { type ProcessParts, processStateRoute } from './process-state.ts'

/** A service tells its pressure with each answer, unless it is low. */
const pressureHeader = 'inkling-pressure'
/** The gateway tells the level that it is at: `essential`, or `forced critical` if an operator has set it. */
export const loadLevelHeader = 'inkling-load-level'
const toldFrom = 0.5
const forcedMark = 'forced '

interface Level {
  readonly name: LoadLevelName
}
const levelFact = requestFact<Level>('load level')

/**
 * Measures the load while `app` listens, and tells callers how hard this process works. Its requests are answered at
 * the level of the process, or at the caller's if that is higher or forced. Register it after `signedRequests`: the
 * gateway may also ask for the state of the process.
 */
export const loadReporting = fp(
  async (app: FastifyInstance, parts: ProcessParts & { readonly load: LoadMonitor }) => {
    const { load } = parts
    // Before the routes of a plugin: their requests have only what was declared when the plugin was registered.
    levelFact.declare(app)
    await app.register(processStateRoute, parts)
    countRequests(app, load)
    app.addHook('onReady', async () => load.start())
    app.addHook('onClose', async () => load.stop())
    app.addHook('onRequest', (request, _reply, done) => {
      const told = request.headers[loadLevelHeader]
      const name = typeof told === 'string' ? higher(told, load) : load.level
      if (name !== 'normal') levelFact.set(request, { name })
      done()
    })
    app.addHook('onSend', (_request, reply, _payload, done) => {
      const { pressure } = load
      if (pressure >= toldFrom) reply.header(pressureHeader, pressure.toFixed(3))
      done()
    })
  },
  { name: 'load reporting' },
)

/** Counts the requests under way, also those whose client leaves. A stream lasts, so it is none. */
export function countRequests(app: FastifyInstance, load: Pick<LoadMonitor, 'begin' | 'end'>): void {
  app.addHook('onRequest', ({ routeOptions }, reply, done) => {
    if (routeOptions.url !== streamPath && routeOptions.url !== leavingPath) {
      load.begin()
      reply.raw.once('close', () => load.end())
    }
    done()
  })
}

/** Whether the answer to a request does without a part, because of the load. */
export const stepsAside = (request: FastifyRequest, step: Step): boolean =>
  loadLevels[levelFact.find(request)?.name ?? 'normal'].without.includes(step)

/** The headers that tell a service the level of the caller; none at the normal level. */
export function loadLevelHeaders(load: Pick<LoadMonitor, 'level' | 'forced'>): Record<string, string> {
  if (load.forced !== undefined) return { [loadLevelHeader]: forcedMark + load.level }
  return load.level === 'normal' ? {} : { [loadLevelHeader]: load.level }
}

/** The pressure that an answer tells; undefined if it is low. */
export function toldPressure(headers: Readonly<Record<string, unknown>>): number | undefined {
  const told = Number(headers[pressureHeader])
  return Number.isFinite(told) && told >= 0 ? told : undefined
}

function higher(told: string, load: LoadMonitor): LoadLevelName {
  const isForced = told.startsWith(forcedMark)
  const place = loadLevelNames.indexOf((isForced ? told.slice(forcedMark.length) : told) as LoadLevelName)
  return loadLevelNames[isForced ? place : Math.max(place, loadLevelNames.indexOf(load.level))] ?? load.level
}
