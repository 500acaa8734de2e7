import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LinkName, removeDataFolder, type Stack, startStack } from '@inkling/local'
import { FaultControl } from '@inkling/service-kit'
import { ChaosProxy, startEmbedder } from '@inkling/testing'
import { populate, type Tenant } from '../src/mix/population.ts'
import { Traffic } from '../src/mix/traffic.ts'

/** Where a game day takes place: a private stack with a proxy before everything that services call. */
export interface Stage {
  readonly stack: Stack
  readonly links: Readonly<Record<LinkName, ChaosProxy>>
  /** The way to the second replica of prediction, if there is one. */
  readonly replica: ChaosProxy | undefined
  readonly embedder: Awaited<ReturnType<typeof startEmbedder>>
  readonly faults: FaultControl
  readonly tenants: readonly Tenant[]
  readonly traffic: Traffic
  stop(): Promise<void>
}

/** What distinguishes the stack of a game day, which then has one of its own. */
export interface StageOptions {
  /** Settings of all services. */
  readonly env?: Readonly<Record<string, string>>
  /** Whether services call each other without proxies between them, because the load is high. */
  readonly isDirect?: boolean
  /** Whether services see two replicas of prediction: the second one is the same process behind a proxy of its own. */
  readonly hasReplica?: boolean
}

const signals = ['SIGINT', 'SIGTERM'] as const
const tenantNames = ['north', 'east', 'south', 'west']
const preloads = ['clock-preload.ts', 'disk-preload.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url)))

/** What game days need that differs from the defaults. */
const stageEnvironment = {
  LOG_LEVEL: 'info',
  FAULT_INJECTION: 'on-in-production',
  /** Queue Redis is compared with the runs of Postgres this often. */
  DISPATCH_MS: '500',
  /** Load is the matter of game days of their own: here, a busy machine must not be taken for the fault. */
  LOAD_LEVEL: 'normal',
  NODE_OPTIONS: preloads.map((path) => `--import=${path}`).join(' '),
}

/** Starts a stack with tenants that have items and events, and sends them the mix. */
export async function setStage(perSecond: number, options: StageOptions = {}): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'inkling-chaos-'))
  const embedder = await startEmbedder()
  const { links, replica, link } = createLinks(options)
  const env = { ...stageEnvironment, EMBEDDINGS_URL: embedder.url, ...options.env }
  const stack = await startStack({ dataDir, env, link })
  // Past the proxies, so that faults can be set whatever they do.
  const faults = new FaultControl(stack.cacheRedis.url)
  let traffic: Traffic | undefined
  let stopped: Promise<void> | undefined
  const stopAll = async () => {
    for (const signal of signals) process.off(signal, stopOnSignal)
    const proxies = [...Object.values(links), ...replica]
    await Promise.all(proxies.map((proxy) => proxy.mend()))
    await traffic?.stop()
    faults.close()
    await stack.stop()
    await Promise.all([embedder.stop(), ...proxies.map((proxy) => proxy.stop())])
    await removeDataFolder(dataDir)
  }
  /** A signal may come while the stack is being stopped. */
  const stop = () => {
    stopped ??= stopAll()
    return stopped
  }
  const stopOnSignal = () => void stop().finally(() => process.exit(1))
  for (const signal of signals) process.once(signal, stopOnSignal)
  try {
    const tenants = await populate(stack, tenantNames)
    traffic = new Traffic({ url: stack.url, tenants, perSecond })
    return { stack, links, replica: replica[0], embedder, faults, tenants, traffic, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The proxies between the services and what they call, and the function that makes them. */
function createLinks({ isDirect = false, hasReplica = false }: StageOptions) {
  const links = {} as Record<LinkName, ChaosProxy>
  const replica: ChaosProxy[] = []
  const link = async (name: LinkName, url: string) => {
    const proxy = await ChaosProxy.start(url)
    links[name] = proxy
    if (isDirect) return url
    if (name !== 'prediction' || !hasReplica) return addressOf(proxy)
    const second = await ChaosProxy.start(url)
    replica.push(second)
    return `${addressOf(proxy)},${addressOf(second)}`
  }
  return { links, replica, link }
}

const addressOf = ({ url }: ChaosProxy) => url.replace(/\/$/, '')
