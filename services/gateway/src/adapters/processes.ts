import { type Body, type Call, calls } from '@inkling/contracts'
import { Deadline, resetCircuits } from '@inkling/resilience'
import { type LogLevel, type ProcessParts, processState, type Upstream } from '@inkling/service-kit'
import type { Processes } from '../routes/performance.route.ts'
import { gatherAnswers } from './gather-answers.ts'
import { waitMsOf } from './wait-ms-of.ts'

/** Asks the gateway itself and every service. */
export function createProcesses(
  upstreams: Readonly<Record<string, Upstream>>,
  own: ProcessParts & { readonly logLevels: LogLevel },
): Processes {
  async function ask<C extends Call>(call: C, deadline: Deadline, body?: Body<C>, of = Object.keys(upstreams)) {
    const waitMs = waitMsOf(deadline)
    const principal = { tenantId: 'inkling', keyId: 'gateway', scopes: [] }
    const all = Object.entries(upstreams).filter(([name]) => of.includes(name))
    const asked = all.map(([name, upstream]) => {
      const caller = { principal, deadline: new Deadline(waitMs) }
      return [name, upstream.call(call, body === undefined ? {} : { body }, caller)] as const
    })
    return gatherAnswers(asked)
  }

  return {
    async describe(deadline) {
      const { answers, unreachable } = await ask(calls.describeProcess, deadline)
      return { answers: [['gateway', processState(own)], ...answers], unreachable }
    },
    async holdLogLevel(level, seconds, service, deadline) {
      const isOwn = service === undefined || service === 'gateway'
      if (isOwn) own.logLevels.hold(level, seconds)
      const of = service === undefined ? undefined : [service]
      const { answers, unreachable } = await ask(calls.setProcessLogLevel, deadline, { level, seconds }, of)
      return { processes: [...(isOwn ? ['gateway'] : []), ...answers.map(([name]) => name)], unreachable }
    },
    async resetCircuits(names, deadline) {
      // The gateway's own circuits first: an open one would let no request to its service through.
      const here = resetCircuits(names)
      const { answers, unreachable } = await ask(
        calls.resetProcessCircuits,
        deadline,
        names ? { names: [...names] } : {},
      )
      return {
        answers: [['gateway', here], ...answers.map(([name, reset]) => [name, reset.names] as const)],
        unreachable,
      }
    },
  }
}
