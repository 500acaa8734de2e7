import getPort from 'get-port'
import { type ServiceName, serviceNames } from '../services/service-names.ts'

const host = '127.0.0.1'

/** Where each service listens, counted from the port of the gateway, so that its `/metrics` stay where they are. */
const places: Readonly<Record<ServiceName, number>> = {
  gateway: 0,
  prediction: 1,
  suggestion: 2,
  search: 3,
  maintenance: 4,
  worker: 5,
}

/**
 * Chooses a port for every service: the wanted one for the gateway and the next ones for the others, in place of each
 * that is in use a free one. Without a wanted port, any free ones.
 */
export async function choosePorts(gatewayPort?: number): Promise<Record<ServiceName, number>> {
  const chosen = serviceNames.map(async (name) => {
    const wanted = gatewayPort === undefined ? {} : { port: gatewayPort + places[name] }
    return [name, await getPort({ ...wanted, host })] as const
  })
  return Object.fromEntries(await Promise.all(chosen)) as Record<ServiceName, number>
}
