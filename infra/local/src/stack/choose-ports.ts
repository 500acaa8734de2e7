import getPort from 'get-port'
import { type ReplicaCounts, type ServiceName, serviceNames } from '../services/service-names.ts'

const host = '127.0.0.1'

/** The port of each process of a service, at least one. */
export type Ports = Readonly<Record<ServiceName, readonly [number, ...number[]]>>

/** Where each service listens, counted from the port of the gateway, so that its `/metrics` stay where they are. */
const places: Readonly<Record<ServiceName, number>> = {
  gateway: 0,
  prediction: 1,
  suggestion: 2,
  search: 3,
  maintenance: 4,
  worker: 5,
}
/** The second process of each service listens so many ports after the first, and so on. */
const replicaStep = 10

/**
 * Chooses a port for every process of every service: the wanted one for the gateway and the next ones for the others,
 * in place of each that is in use a free one. Without a wanted port, any free ones.
 */
export async function choosePorts(gatewayPort?: number, replicas: ReplicaCounts = {}): Promise<Ports> {
  const portOf = (name: ServiceName, replica: number) => {
    const port = gatewayPort === undefined ? 0 : gatewayPort + places[name] + replicaStep * replica
    return getPort({ ...(port > 0 && port <= 65_535 && { port }), host })
  }
  const chosen = serviceNames.map(async (name) => {
    const others = Array.from({ length: (replicas[name] ?? 1) - 1 }, (_, n) => portOf(name, n + 1))
    return [name, [await portOf(name, 0), ...(await Promise.all(others))]] as const
  })
  return Object.fromEntries(await Promise.all(chosen)) as unknown as Ports
}
