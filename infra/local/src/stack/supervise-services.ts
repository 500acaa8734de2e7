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

/** All processes, in the order in which they are started again: those first that others call. */
export const processesOf = (services: Services): readonly Supervised[] => serviceNames.flatMap((name) => services[name])
