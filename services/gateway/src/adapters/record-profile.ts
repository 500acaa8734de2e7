import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { ProcessClient, type Profiler } from '@inkling/service-kit'
import type { RecordProfile } from '../routes/profiles.route.ts'
import { replicasOf, type ServiceUrls } from './replicas-of.ts'

export interface RecordProfileOptions {
  readonly urls: ServiceUrls
  readonly secret: string
  /** Of the gateway itself. */
  readonly profiler: Pick<Profiler, 'record'>
}

/**
 * Records a profile in one process. No policy is around the call: that a profile takes long says nothing about the
 * service, and an open circuit must not hide why its service is slow.
 */
export function createRecordProfile({ urls, secret, profiler }: RecordProfileOptions): RecordProfile {
  return async ({ service, process = 1, kind, seconds }, { remainingMs }, signal) => {
    if (service === 'gateway' && process === 1) return profiler.record({ kind, seconds }, signal)
    const replica = (await replicasOf({ [service]: urls[service] ?? '' }))[process - 1]
    if (!replica?.url) throw noSuchProcess(service)
    const client = new ProcessClient({ url: replica.url, secret, name: 'gateway' })
    try {
      return await client.call(calls.recordProcessProfile, { kind, seconds }, remainingMs, signal)
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof InklingError && error.code === 'conflict' ? error : unavailable(service, error)
    } finally {
      await client.close()
    }
  }
}

function noSuchProcess(service: string): InklingError {
  const detail = service === 'gateway' ? 'A gateway profiles only itself' : `/health shows the replicas of ${service}`
  return new InklingError('validation_failed', 'There is no such process', {
    errors: [{ pointer: '/process', code: 'unknown', detail }],
  })
}

const unavailable = (service: string, cause: unknown) =>
  new InklingError('dependency_unavailable', `The process of ${service} sends no profile`, {
    internal: `no profile of ${service}`,
    retryAfterSeconds: 2,
    cause,
  })
