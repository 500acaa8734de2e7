import { calls, type MetricSamples } from '@inkling/contracts'
import type { Deadline } from '@inkling/resilience'
import { metricSamples, ProcessClient } from '@inkling/service-kit'
import type { FromProcesses } from '../routes/performance.route.ts'
import { replicasOf } from './replicas-of.ts'
import { waitMsOf } from './wait-ms-of.ts'

/**
 * Reads the named metrics, or all, of this gateway and of every replica. No policy is around the calls: an open
 * circuit must not hide what its service measures.
 *
 * @param urls by service: the URL of every replica, with commas
 */
export function createReadMetrics(urls: Readonly<Record<string, string>>, secret: string) {
  const clients = replicasOf(urls).map(
    ({ name, url }) => [name, new ProcessClient({ url, secret, name: 'gateway' })] as const,
  )
  return {
    async readMetrics(deadline: Deadline, names?: string[]): Promise<FromProcesses<MetricSamples>> {
      const waitMs = waitMsOf(deadline)
      const asked = clients.map(async ([name, client]) => {
        const answer = await client.call(calls.readMetrics, { ...(names && { names }) }, waitMs).catch(() => undefined)
        return [name, answer] as const
      })
      const [samples, answered] = await Promise.all([metricSamples(names), Promise.all(asked)])
      return {
        answers: [['gateway', { samples }], ...answered.flatMap(([name, it]) => (it ? [[name, it] as const] : []))],
        unreachable: answered.flatMap(([name, it]) => (it ? [] : [name])),
      }
    },
    close: async () => void (await Promise.all(clients.map(([, client]) => client.close()))),
  }
}
