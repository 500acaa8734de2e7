import { mkdir } from 'node:fs/promises'
import { buildConsole } from '@inkling/console/build'
import type { PostgresServer } from '../backends/start-postgres.ts'
import type { RedisServer } from '../backends/start-redis.ts'
import { demoTenant } from '../database/bootstrap.ts'
import type { Supervised } from '../processes/unit.ts'
import { rollingRestart } from '../rolling/rolling-restart.ts'
import { readSecrets } from '../secrets/read-secrets.ts'
import { compileCacheOf, compileServices } from '../services/compile-services.ts'
import { urlOf, urlsOf } from '../services/service-environment.ts'
import { type ReplicaCounts, type ServiceName, serviceNames } from '../services/service-names.ts'
import { choosePorts } from './choose-ports.ts'
import { type Link, linked } from './link-services.ts'
import { prepareDatabase } from './prepare-database.ts'
import { startBackends } from './start-backends.ts'
import { logsFolderOf, processesOf, type Services, superviseOne, superviseServices } from './supervise-services.ts'
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
  /** Whether the services reach Postgres through PgBouncer; false by default. */
  pgbouncer?: boolean
  /** Whether Postgres has a read replica; false by default. */
  readReplica?: boolean
  /** How many processes of each service; one by default. */
  replicas?: ReplicaCounts
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
  /** The read replica, if it was asked for. */
  postgresReplica: PostgresServer | undefined
  cacheRedis: RedisServer
  queueRedis: RedisServer
  /** The first process of each service. */
  services: Readonly<Record<ServiceName, Supervised>>
  /** URL of the first process of each service. */
  serviceUrls: Readonly<Record<ServiceName, string>>
  /** The processes of all services. */
  processes: readonly Supervised[]
  /** The URLs of all gateways. */
  gatewayUrls: readonly string[]
  /**
   * Starts every process of these services again, one after another, each when the one before is ready.
   * @param onStep told the name of each process before it is stopped
   */
  rollingRestart(names?: readonly ServiceName[], onStep?: (name: string) => Promise<void>): Promise<void>
  /** Starts one more process of a service, on a port of its own; it may have further variables. */
  addReplica(name: ServiceName, env?: StackOptions['env']): Promise<Supervised & { readonly url: string }>
  /** Folder with a `<service>.log` of JSON lines for each service. */
  logsFolder: string
  stop(): Promise<void>
}

/** Starts all of Inkling on private servers and free ports; resolves when every service is ready. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, env = {}, link, backups = false, pgbouncer = false, readReplica = false, replicas } = options
  await mkdir(dataDir, { recursive: true })
  const teardown = new Teardown()
  try {
    const secrets = await readSecrets(dataDir)
    const backends = await startBackends(
      {
        ...{ dataDir, durable: false, given: {}, readReplica },
        backupPassphrase: backups ? secrets.backupPassphrase : undefined,
        pooledFor: pgbouncer ? secrets.passwords : undefined,
      },
      teardown,
    )
    const compiled = compileServices(env.NODE_COMPILE_CACHE ?? compileCacheOf(dataDir))
    await Promise.all([prepareDatabase(backends.ownerUrl, secrets), buildConsole(), compiled])
    const ports = await choosePorts(undefined, replicas)
    const surroundings = await linked({ dataDir, ...backends, secrets, ports, env }, link)
    const services = superviseServices(surroundings, teardown)
    const processes = processesOf(services)
    await Promise.all(processes.map((process) => process.start()))
    const added: Partial<Record<ServiceName, number>> = {}
    return {
      url: urlOf(ports.gateway[0]),
      tenant: demoTenant,
      apiKey: secrets.demoKey,
      adminKey: secrets.operatorKey,
      ownerUrl: backends.ownerUrl,
      postgres: owned(backends.postgres),
      postgresReplica: backends.postgresReplica,
      cacheRedis: owned(backends.cacheRedis),
      queueRedis: owned(backends.queueRedis),
      services: firstOf(services),
      serviceUrls: urlsOf(ports),
      processes,
      gatewayUrls: ports.gateway.map(urlOf),
      rollingRestart: (names = serviceNames, onStep) => rollingRestart(processesOf(services, names), onStep),
      async addReplica(name, more) {
        const [port] = (await choosePorts())[name]
        const number = (added[name] ?? ports[name].length - 1) + 1
        added[name] = number
        const replica = superviseOne(name, number, port, { ...surroundings, env: { ...env, ...more } }, teardown)
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

const firstOf = (services: Services): Stack['services'] =>
  Object.fromEntries(Object.entries(services).map(([name, [first]]) => [name, first])) as unknown as Stack['services']

function owned<Server>(server: Server | undefined): Server {
  if (!server) throw new Error('startStack: a private server is missing, although no URL was given')
  return server
}
