import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Supervised, Unit } from '../processes/unit.ts'
import { type Surroundings, serviceEnvironment } from '../services/service-environment.ts'
import { type ServiceName, serviceNames } from '../services/service-names.ts'
import { superviseService } from '../services/supervise-service.ts'
import type { Teardown } from './teardown.ts'

export type Services = Readonly<Record<ServiceName, Supervised>>

const servicesFolder = fileURLToPath(new URL('../../../../services/', import.meta.url))

/** Folder with a `<service>.log` for each service. */
export const logsFolderOf = (dataDir: string): string => join(dataDir, 'logs')

/** Supervises all services, which may start in any order. `teardown` stops the gateway first and the worker last. */
export function superviseServices(
  surroundings: Surroundings,
  teardown: Teardown,
  onRestart?: Unit['onRestart'],
): Services {
  const services = serviceNames.map((name) => [name, superviseOne(name, surroundings, teardown, onRestart)] as const)
  return Object.fromEntries(services) as Record<ServiceName, Supervised>
}

export function superviseOne(
  name: ServiceName,
  surroundings: Surroundings,
  teardown: Teardown,
  onRestart?: Unit['onRestart'],
): Supervised {
  const service = superviseService({
    name,
    entry: join(servicesFolder, name, 'src/start/server.ts'),
    env: serviceEnvironment(name, surroundings),
    port: surroundings.ports[name],
    logsFolder: logsFolderOf(surroundings.dataDir),
    onRestart,
  })
  teardown.add(() => service.stop())
  return service
}
