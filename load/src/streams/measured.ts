import { cpuMicros } from '../process-usage.ts'
import type { Fleet } from './start-fleet.ts'

/** What some work gave, and the processor time meanwhile; of the processes, in cores. */
export interface Measured<T> {
  readonly result: T
  readonly gatewayMicros: number
  readonly gateway: number
  readonly clients: number
}

/** Measures the processor time of a gateway and of the clients while `work` runs. */
export async function measured<T>(gatewayPid: number, fleet: Fleet, work: () => Promise<T>): Promise<Measured<T>> {
  const [gatewayBefore, clientsBefore, startMs] = [
    cpuMicros(gatewayPid),
    (await fleet.report()).cpuMicros,
    performance.now(),
  ]
  const result = await work()
  const micros = (performance.now() - startMs) * 1_000
  const gatewayMicros = cpuMicros(gatewayPid) - gatewayBefore
  const clientsMicros = (await fleet.report()).cpuMicros - clientsBefore
  return { result, gatewayMicros, gateway: gatewayMicros / micros, clients: clientsMicros / micros }
}
