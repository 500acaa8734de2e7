/**
 * Starts a second attempt if the first has not ended after `afterMs` and `maySpend` allows it. The first that succeeds
 * counts, and the other one is cancelled. Fails when all attempts that were started have failed.
 * From Dean and Barroso, "The Tail at Scale", CACM 2013.
 */
export async function hedged<T>(
  attempt: (cancelled: AbortSignal) => Promise<T>,
  afterMs: number,
  maySpend: () => boolean,
): Promise<T> {
  const settled = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  let running = 0
  const start = () => {
    running++
    attempt(settled.signal).then(resolve, (error: unknown) => {
      running--
      if (running === 0) reject(error)
    })
  }
  const timer = setTimeout(() => {
    if (maySpend()) start()
  }, afterMs)
  start()
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    settled.abort()
  }
}
