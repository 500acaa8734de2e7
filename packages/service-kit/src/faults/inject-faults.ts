import type { Logger } from '@inkling/telemetry'
import { FaultControl } from './fault-control.ts'
import { blockEventLoop, blockMsOf, makeFaults } from './make-faults.ts'
import type { FaultInForce } from './process-fault.ts'

export interface FaultInjectionConfig {
  readonly FAULT_INJECTION?: 'off' | 'on' | 'on-in-production'
  readonly NODE_ENV?: string
  readonly CACHE_REDIS_URL?: string
}

/** Whether the configuration lets operators make faults. */
export const isFaultInjectionOn = ({ FAULT_INJECTION: mode = 'off' }: FaultInjectionConfig): boolean => mode !== 'off'

const pollMs = 250
const blockEveryMs = 1_000

/**
 * Lets faults be made in this process while it runs, if the configuration allows it. Returns a function that ends it.
 * @throws Error that names the setting, if faults could be made in production by mistake.
 */
export function startFaultInjection(service: string, config: FaultInjectionConfig, logger: Logger): () => void {
  if (!isFaultInjectionOn(config)) return () => {}
  const url = requireAllowed(config)
  logger.warn('fault injection is on')
  const control = new FaultControl(url)
  let listed: readonly FaultInForce[] = []
  const poll = async () => {
    // The faults that are known stay in force while Redis is unavailable, until their time is over.
    const read = await control.list().catch(() => listed.filter(({ endsAtMs }) => endsAtMs > Date.now()))
    report(logger, listed, read)
    listed = read
    makeFaults(service, listed)
  }
  const polling = setInterval(() => void poll(), pollMs)
  const blocking = setInterval(() => blockEventLoop(blockMsOf(service, listed)), blockEveryMs)
  return () => {
    clearInterval(polling)
    clearInterval(blocking)
    control.close()
  }
}

function report(logger: Logger, before: readonly FaultInForce[], now: readonly FaultInForce[]): void {
  for (const fault of now)
    if (!before.some(({ id }) => id === fault.id)) logger.warn({ fault }, 'injected fault begins')
  for (const fault of before) if (!now.some(({ id }) => id === fault.id)) logger.warn({ fault }, 'injected fault ended')
}

function requireAllowed({ FAULT_INJECTION: mode, NODE_ENV, CACHE_REDIS_URL: url }: FaultInjectionConfig): string {
  if (mode === 'on' && NODE_ENV === 'production')
    throw new Error(
      'FAULT_INJECTION is on and NODE_ENV is production. Turn it off, or set it to on-in-production if you mean it',
    )
  if (url === undefined) throw new Error('FAULT_INJECTION is on and needs CACHE_REDIS_URL, where faults are set')
  return url
}
