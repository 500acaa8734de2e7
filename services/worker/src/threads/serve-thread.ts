import { parentPort, workerData } from 'node:worker_threads'
import { createDatabase, type TenantDatabase } from '@inkling/database'
import type { ThreadMessage } from '@inkling/service-kit'

/** The parameters of every thread besides the input of its function. */
export interface ThreadInput {
  readonly databaseUrl: string
  readonly tenantId: string
}

export interface ThreadPorts {
  readonly tenant: TenantDatabase
  /** Tells how far the work is, from 0 to 1. */
  readonly onProgress: (progress: number) => void
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
}

/**
 * Runs a function on the input of this thread, with one connection to Postgres, and posts its progress and its result.
 */
export async function serveThread<I extends ThreadInput, R extends object>(
  applicationName: string,
  work: (input: I, ports: ThreadPorts) => Promise<R>,
): Promise<void> {
  const input = workerData as I
  const post = (message: ThreadMessage<R>, moved: ArrayBuffer[] = []) => parentPort?.postMessage(message, moved)
  const database = createDatabase({ url: input.databaseUrl, applicationName, pool: 1 })
  try {
    const onProgress = (progress: number) => post({ progress })
    const result = await work(input, {
      tenant: database.background(input.tenantId),
      onProgress,
      clock: () => performance.now(),
    })
    post({ result }, movable(result))
  } finally {
    await database.close()
  }
}

/** A body moves to the main thread without a copy. */
const movable = (result: object): ArrayBuffer[] =>
  'body' in result && result.body instanceof Uint8Array ? [result.body.buffer as ArrayBuffer] : []
