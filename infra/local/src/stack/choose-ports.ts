import getPort from 'get-port'
import { type ServiceName, serviceNames } from '../services/service-names.ts'

const host = '127.0.0.1'

/** Chooses a free port for every service; for the gateway the wanted port, if it is free. */
export async function choosePorts(gatewayPort?: number): Promise<Record<ServiceName, number>> {
  const chosen = serviceNames.map(async (name) => {
    const wanted = name === 'gateway' && gatewayPort !== undefined ? { port: gatewayPort } : {}
    return [name, await getPort({ ...wanted, host })] as const
  })
  return Object.fromEntries(await Promise.all(chosen)) as Record<ServiceName, number>
}
