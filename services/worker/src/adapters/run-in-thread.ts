import { Worker } from 'node:worker_threads'

export type ThreadMessage<R> = { readonly progress: number } | { readonly result: R }

/**
 * Runs a module in its own thread, so that computing delays neither the renewal of job locks nor probes. The module
 * posts {@link ThreadMessage}s. An abort ends it at once.
 */
export function runInThread<R>(
  module: URL,
  input: unknown,
  { onProgress, signal }: { onProgress: (progress: number) => void; signal: AbortSignal },
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    signal.throwIfAborted()
    const thread = new Worker(module, { workerData: input })
    const abort = () => {
      void thread.terminate()
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    thread.on('message', (message: ThreadMessage<R>) =>
      'result' in message ? resolve(message.result) : onProgress(message.progress),
    )
    thread.on('error', reject)
    thread.on('exit', (code) => {
      signal.removeEventListener('abort', abort)
      reject(new Error(`the thread ended with code ${code} and no result`))
    })
  })
}
