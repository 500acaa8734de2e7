import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Supervised, Unit } from '../processes/unit.ts'
import { type Surroundings, serviceEnvironment } from '../services/service-environment.ts'
import { type ServiceName, serviceNames } from '../services/service-names.ts'
import { superviseService } from '../services/supervise-service.ts'
import type { Teardown } from './teardown.ts'

/** The processes of each service, at least one. */
export type Services = Readonly<Record<ServiceName, readonly [Supervised, ...Supervised[]]>>

const servicesFolder = fileURLToPath(new URL('../../../../services/', import.meta.url))

/** Folder with a `<service>.log` for each service; that of its second process is `<service>-2.log`. */
export const logsFolderOf = (dataDir: string): string => join(dataDir, 'logs')

/** Supervises all services, which may start in any order. `teardown` stops the gateway first and the worker last. */
export function superviseServices(
  surroundings: Surroundings,
  teardown: Teardown,
  onRestart?: Unit['onRestart'],
): Services {
  const services = serviceNames.map((name) => {
    const all = surroundings.ports[name].map((port, n) =>
      superviseOne(name, n, port, surroundings, teardown, onRestart),
    )
    return [name, all] as const
  })
  return Object.fromEntries(services) as unknown as Services
}

/** @param replica counted from 0 */
export function superviseOne(
  name: ServiceName,
  replica: number,
  port: number,
  surroundings: Surroundings,
  teardown: Teardown,
  onRestart?: Unit['onRestart'],
): Supervised {
  const service = superviseService({
    name: replica === 0 ? name : `${name}-${replica + 1}`,
    service: name,
    entry: join(servicesFolder, name, 'src/start/server.ts'),
    env: serviceEnvironment(name, surroundings, port),
    port,
    logsFolder: logsFolderOf(surroundings.dataDir),
    onRestart,
  })
  teardown.add(() => service.stop())
  return service
}

/**
 * The processes of these services, in the order in which they are started again: those first that others call, and of
 * each service the first, then of each the second, so that one is warm again before the next stops.
 */
export function processesOf(services: Services, names: readonly ServiceName[] = serviceNames): readonly Supervised[] {
  const most = Math.max(...names.map((name) => services[name].length))
  return Array.from({ length: most }, (_, n) => names.flatMap((name) => services[name][n] ?? [])).flat()
}
