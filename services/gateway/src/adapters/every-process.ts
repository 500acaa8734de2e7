import { type Body, type Call, calls, type MetricSamples, type Reply } from '@inkling/contracts'
import type { Deadline } from '@inkling/resilience'
import { metricSamples, ProcessClient } from '@inkling/service-kit'
import { recentLines } from '@inkling/telemetry'
import type { FromProcesses } from '../routes/performance.route.ts'
import { gatherAnswers } from './gather-answers.ts'
import { ReplicaClients, type ServiceUrls } from './replicas-of.ts'
import { waitMsOf } from './wait-ms-of.ts'

/**
 * Asks this gateway and every replica. No policy is around the calls: an open circuit must not hide what its service
 * measures and logs.
 */
export function createEveryProcess(urls: ServiceUrls, secret: string) {
  const clients = new ReplicaClients(urls, (url) => new ProcessClient({ url, secret, name: 'gateway' }))
  async function ask<C extends Call>(call: C, body: Body<C>, own: Reply<C> | Promise<Reply<C>>, deadline: Deadline) {
    const waitMs = waitMsOf(deadline)
    const asked = (await clients.all()).map(([name, client]) => [name, client.call(call, body, waitMs)] as const)
    const [here, { answers, unreachable }] = await Promise.all([own, gatherAnswers(asked)])
    return { answers: [['gateway', here] as const, ...answers], unreachable }
  }
  const samplesOf = async (names?: string[]) => ({ samples: await metricSamples(names) })
  return {
    /** The named metrics, or all. */
    readMetrics: (deadline: Deadline, names?: string[]): Promise<FromProcesses<MetricSamples>> =>
      ask(calls.readMetrics, { ...(names && { names }) }, samplesOf(names), deadline),
    /** The newest log lines of a trace, of each process in their order. */
    readLog: (deadline: Deadline, traceId: string): Promise<FromProcesses<{ readonly lines: readonly string[] }>> =>
      ask(calls.readProcessLog, { traceId }, { lines: [...recentLines.ofTrace(traceId)] }, deadline),
    close: () => clients.close(),
  }
}
