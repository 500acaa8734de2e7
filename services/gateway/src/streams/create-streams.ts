import { hostname } from 'node:os'
import { InvalidationBus } from '@inkling/cache'
import type { Plans, ServiceName } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { Deadline, loadLevels } from '@inkling/resilience'
import { type LoadMonitor, meter, type Upstream } from '@inkling/service-kit'
import { type Logger, streamMetrics } from '@inkling/telemetry'
import type { StoredKeys } from '../adapters/stored-keys.ts'
import type { Config } from '../config.ts'
import type { WarnOfQuota } from '../plugins/limits/quota-warnings.ts'
import type { Tokens } from '../plugins/tokens.ts'
import { AnswerWindow } from './answer-window.ts'
import { Connections } from './connections.ts'
import { createCredentialOf } from './credentials.ts'
import { followChanges } from './follow-changes.ts'
import { StreamCounts } from './stream-counts.ts'
import { StreamRequests } from './stream-requests.ts'
import { Streams } from './streams.ts'
import { topicReader } from './topic-reader.ts'

export interface CreateStreamsParts {
  readonly config: Pick<
    Config,
    | 'CACHE_REDIS_URL'
    | 'SIGNING_SECRET'
    | 'STREAM_HEARTBEAT_MS'
    | 'STREAM_HISTORY_ENTRIES'
    | 'STREAM_SLOW_MS'
    | 'STREAMS_MAX'
    | 'STREAMS_PER_ADDRESS'
  >
  readonly logger: Logger
  readonly keys: Pick<StoredKeys, 'find'>
  readonly tokens: Pick<Tokens, 'issuerOf'>
  readonly upstreams: Readonly<Record<ServiceName, Upstream>>
  readonly load: LoadMonitor
  readonly plans: { current(): Plans }
  readonly warnOfQuota: WarnOfQuota
  readonly database: Pick<Database, 'platform'>
}

const keyWithinMs = 1_000
const windowBytes = 32 * 1024 * 1024
const bufferedBytes = 65_536
const waitingBytes = 262_144

/** Wires the streams of a gateway. */
export function createStreams(parts: CreateStreamsParts) {
  const { config, logger, keys, tokens, upstreams, load, plans, warnOfQuota, database } = parts
  const metrics = streamMetrics()
  const credentialOf = createCredentialOf(keys, tokens)
  const counts = new StreamCounts(config.STREAMS_MAX)
  const answered = new AnswerWindow()
  const connections = new Connections({
    outbox: { bufferedBytes, waitingBytes, slowMs: config.STREAM_SLOW_MS },
    heartbeatMs: config.STREAM_HEARTBEAT_MS,
    isInForce: async ({ identity, credential }) =>
      (await credentialOf(identity, new Deadline(keyWithinMs))) === credential,
    metrics,
  })
  const streams = new Streams({
    redisUrl: config.CACHE_REDIS_URL,
    logger,
    window: { entries: config.STREAM_HISTORY_ENTRIES, bytes: windowBytes },
    connections,
    read: topicReader({
      upstreams,
      load,
      gateway: `${hostname()}:${process.pid}`,
      measure: async () => ({ pressure: load.pressure, streams: counts.all, ...answered.read() }),
    }),
    mayPoll: () => !loadLevels[load.level].refuses.includes('background'),
    metrics,
  })
  const wakeUps = new InvalidationBus(config.CACHE_REDIS_URL, logger)
  followChanges(streams, wakeUps, load)
  const stopMetering = meter({ database, logger, read: () => counts.ofTenants })
  return {
    streams,
    connections,
    requests: new StreamRequests({
      counts,
      credentialOf,
      ...{ plans: plans.current, warn: warnOfQuota },
      perAddress: config.STREAMS_PER_ADDRESS,
      secret: config.SIGNING_SECRET,
      isDraining: () => connections.isDraining,
    }),
    /** Counts an answer for the topic `metrics`. */
    count: answered.add.bind(answered),
    close() {
      stopMetering()
      wakeUps.close()
      streams.close()
    },
  }
}
