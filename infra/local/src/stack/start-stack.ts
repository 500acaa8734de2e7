import { mkdir } from 'node:fs/promises'
import { buildConsole } from '@inkling/console/build'
import type { PostgresServer } from '../backends/start-postgres.ts'
import type { RedisServer } from '../backends/start-redis.ts'
import { demoTenant } from '../database/bootstrap.ts'
import type { Supervised } from '../processes/unit.ts'
import { readSecrets } from '../secrets/read-secrets.ts'
import { urlOf, urlsOf } from '../services/service-environment.ts'
import type { ServiceName } from '../services/service-names.ts'
import { choosePorts } from './choose-ports.ts'
import { type Link, linked } from './link-services.ts'
import { prepareDatabase } from './prepare-database.ts'
import { startBackends } from './start-backends.ts'
import { logsFolderOf, type Services, superviseOne, superviseServices } from './supervise-services.ts'
import { Teardown } from './teardown.ts'

export interface StackOptions {
  /** Folder for data, secrets and logs; created if it is missing. */
  dataDir: string
  /** More variables for every service, such as LOG_LEVEL. */
  env?: Readonly<Record<string, string>>
  /** Puts something, such as a proxy that fails, between the services and what they call. */
  link?: Link
  /** Whether Postgres archives its WAL and can be backed up; false by default. */
  backups?: boolean
}

export interface Stack {
  /** URL of the gateway. */
  url: string
  tenant: string
  /** Key of the tenant, with every scope of an application. */
  apiKey: string
  /** Key of the operator, with the scopes admin, maintenance:read, ops:read and ops:write. */
  adminKey: string
  /** URL of the database for the superuser. */
  ownerUrl: string
  postgres: PostgresServer
  cacheRedis: RedisServer
  queueRedis: RedisServer
  services: Services
  /** URL of each service itself. */
  serviceUrls: Readonly<Record<ServiceName, string>>
  /** Starts one more process of a service, on a port of its own; it may have further variables. */
  addReplica(name: ServiceName, env?: StackOptions['env']): Promise<Supervised & { readonly url: string }>
  /** Folder with a `<service>.log` of JSON lines for each service. */
  logsFolder: string
  stop(): Promise<void>
}

/** Starts all of Inkling on private servers and free ports; resolves when every service is ready. */
export async function startStack({ dataDir, env = {}, link, backups = false }: StackOptions): Promise<Stack> {
  await mkdir(dataDir, { recursive: true })
  const teardown = new Teardown()
  try {
    const secrets = await readSecrets(dataDir)
    const backends = await startBackends(
      { dataDir, durable: false, given: {}, backupPassphrase: backups ? secrets.backupPassphrase : undefined },
      teardown,
    )
    await Promise.all([prepareDatabase(backends.ownerUrl, secrets), buildConsole()])
    const ports = await choosePorts()
    const surroundings = await linked({ dataDir, ...backends, secrets, ports, env }, link)
    const services = superviseServices(surroundings, teardown)
    await Promise.all(Object.values(services).map((service) => service.start()))
    return {
      url: urlOf(ports.gateway),
      tenant: demoTenant,
      apiKey: secrets.demoKey,
      adminKey: secrets.operatorKey,
      ownerUrl: backends.ownerUrl,
      postgres: owned(backends.postgres),
      cacheRedis: owned(backends.cacheRedis),
      queueRedis: owned(backends.queueRedis),
      services,
      serviceUrls: urlsOf(ports),
      async addReplica(name, more) {
        const port = (await choosePorts())[name]
        const place = { ...surroundings, ports: { ...ports, [name]: port }, env: { ...env, ...more } }
        const replica = superviseOne(name, place, teardown)
        await replica.start()
        return Object.assign(replica, { url: urlOf(port) })
      },
      logsFolder: logsFolderOf(dataDir),
      stop: () => teardown.run(),
    }
  } catch (error) {
    await teardown.run()
    throw error
  }
}

function owned<Server>(server: Server | undefined): Server {
  if (!server) throw new Error('startStack: a private server is missing, although no URL was given')
  return server
}
