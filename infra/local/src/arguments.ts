import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { StartError } from './errors.ts'
import { type ReplicaCounts, type ServiceName, serviceNames } from './services/service-names.ts'

export interface Arguments {
  port: number
  dataDir: string
  /** Whether to run Prometheus and Alertmanager too. */
  prometheus: boolean
  /** Whether the services reach Postgres through PgBouncer. */
  pgbouncer: boolean
  /** Whether Postgres has a read replica. */
  readReplica: boolean
  replicas: ReplicaCounts
  /** Install missing servers without asking. */
  yes: boolean
  help: boolean
}

export const usage = `pnpm start [--port 8080] [--data .inkling] [--replicas NAME=N,…] [--with NAME,…] [--yes]

  --port N    port of the gateway on 127.0.0.1 (1024 to 65535); if it is in use, another port is chosen
  --data DIR  folder for data, secrets and logs
  --replicas prediction=2,gateway=2
              how many processes of a service run, 1 to 8; one of each that is not named
  --with prometheus,pgbouncer,read-replica
              run these too, on 127.0.0.1: Prometheus and Alertmanager with Inkling's rules, PgBouncer between the
              services and Postgres, and a streaming standby that answers reports
  --yes       install what is missing, such as Postgres and Redis, without asking
  --help      show this text`

const highestPort = 65_535
const lowestPort = 1024

/** @throws StartError that names the option, its value and the allowed values. */
export function parseArguments(args: readonly string[], workingDirectory: string): Arguments {
  const { port, data, replicas, with: more, yes, help } = parse(args)
  const portNumber = Number(port)
  if (!Number.isInteger(portNumber) || portNumber < lowestPort || portNumber > highestPort)
    throw new StartError(`--port is ${port}`, `use a whole number from ${lowestPort} to ${highestPort}`)
  const extras = more === undefined ? [] : more.split(',').map((name) => name.trim())
  const unknown = extras.find((name) => !allExtras.includes(name))
  if (unknown !== undefined) throw new StartError(`--with has ${unknown}`, `there are ${allExtras.join(', ')}`)
  return {
    ...{ port: portNumber, dataDir: resolve(workingDirectory, data), yes, help },
    ...{ prometheus: extras.includes('prometheus'), pgbouncer: extras.includes('pgbouncer') },
    readReplica: extras.includes('read-replica'),
    replicas: readReplicas(replicas),
  }
}

const allExtras = ['prometheus', 'pgbouncer', 'read-replica']
const mostReplicas = 8

/** @throws StartError that names the part that is wrong */
export function readReplicas(text: string): ReplicaCounts {
  const counts: Partial<Record<ServiceName, number>> = {}
  for (const part of text === '' ? [] : text.split(',')) {
    const [, name = '', count = ''] = /^\s*([a-z]+)=(\d+)\s*$/.exec(part) ?? []
    const service = serviceNames.find((each) => each === name)
    if (!service || counts[service] !== undefined || Number(count) < 1 || Number(count) > mostReplicas)
      throw new StartError(
        `--replicas has the part "${part}"`,
        `name each service once, as NAME=N with N from 1 to ${mostReplicas}; there are ${serviceNames.join(', ')}`,
      )
    counts[service] = Number(count)
  }
  return counts
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      // pnpm passes on the `--` that separates its own options from ours.
      args: args.filter((arg) => arg !== '--'),
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string', default: '.inkling' },
        replicas: { type: 'string', default: '' },
        with: { type: 'string' },
        yes: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error), usage)
  }
}
