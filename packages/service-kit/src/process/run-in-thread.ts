import { Worker } from 'node:worker_threads'
import { inSpan } from '@inkling/telemetry'
import { trace } from '@opentelemetry/api'

export type ThreadMessage<R> = { readonly progress: number } | { readonly result: R }

export interface ThreadOptions {
  readonly onProgress: (progress: number) => void
  readonly signal: AbortSignal
}

/**
 * Runs a module in its own thread, so that computing delays neither the renewal of job locks nor probes. The module
 * posts {@link ThreadMessage}s. Its result and an abort end it at once.
 *
 * The thread has one span in the trace of the caller, which says how long it waited to run and how long it ran. A
 * thread exports nothing itself, so its queries have no spans.
 */
export const runInThread = <R>(module: URL, input: unknown, options: ThreadOptions): Promise<R> =>
  inSpan(`thread ${nameOf(module)}`, {}, async () => {
    const span = trace.getActiveSpan()
    const askedMs = performance.now()
    let onlineMs = Number.NaN
    const onOnline = () => {
      onlineMs = performance.now()
    }
    try {
      return await run<R>(module, input, options, onOnline)
    } finally {
      if (Number.isFinite(onlineMs))
        span?.setAttributes({
          'inkling.thread.wait_ms': onlineMs - askedMs,
          'inkling.thread.run_ms': performance.now() - onlineMs,
        })
    }
  })

const nameOf = ({ pathname }: URL) => pathname.slice(pathname.lastIndexOf('/') + 1).replace('.thread.ts', '')

function run<R>(module: URL, input: unknown, { onProgress, signal }: ThreadOptions, onOnline: () => void): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    signal.throwIfAborted()
    const thread = new Worker(module, { workerData: input })
    const abort = () => {
      void thread.terminate()
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    thread.once('online', onOnline)
    thread.on('message', (message: ThreadMessage<R>) => {
      if (!('result' in message)) return onProgress(message.progress)
      resolve(message.result)
      // Connections that it keeps open would hold it, and its memory, for a while.
      void thread.terminate()
    })
    thread.on('error', reject)
    thread.on('exit', (code) => {
      signal.removeEventListener('abort', abort)
      reject(new Error(`the thread ended with code ${code} and no result`))
    })
  })
}
