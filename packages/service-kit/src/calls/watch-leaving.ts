import type { Watched } from '@inkling/resilience'
import type { Dispatcher } from 'undici'
import { leavingPath, leavingWord } from '../server/announce-leaving.ts'

/** How soon a process is asked again: one that is gone or starts, and one of a version that cannot be watched. */
const againMs = { gone: 100, held: 100, unwatchable: 10_000 }
/** If all of its kind stop at once, none takes over: a process is left after this time. It waits for 5 s itself. */
const takeOverMs = 2_000

/**
 * Holds a request at a process, which tells by it that it begins to stop. Then `replica` leaves: it is called only if
 * no other one can be. Once no call is under way there, and another replica takes those that follow, the request is
 * closed, so that the process may close. The other one may itself just have started again, and be known to this caller
 * only a moment later. The replica is back when the process, or the next one at its address, holds a request again.
 * Returns a function that ends this.
 */
export function watchLeaving(dispatcher: Dispatcher, replica: Watched): () => void {
  let isEnded = false
  let held: Dispatcher.DispatchController | undefined
  let timer: NodeJS.Timeout | undefined
  const watch = () => {
    let state: keyof typeof againMs = 'gone'
    const ended = () => {
      if (state === 'held') replica.leave(true)
      if (!isEnded) timer = setTimeout(watch, againMs[state]).unref()
    }
    dispatcher.dispatch(
      { method: 'GET', path: leavingPath },
      {
        onRequestStart(controller) {
          held = controller
          if (isEnded) controller.abort(new Error('nobody watches'))
        },
        onResponseStart(_controller, status) {
          if (status === 503) return
          replica.leave(false)
          state = status === 200 ? 'held' : 'unwatchable'
        },
        onResponseData(controller, chunk) {
          if (state === 'held' && chunk.toString() !== leavingWord) state = 'unwatchable'
          if (state !== 'held') return
          replica.leave(true)
          const alone = setTimeout(() => controller.abort(new Error('nobody takes over')), takeOverMs).unref()
          void replica.left().then(() => {
            clearTimeout(alone)
            controller.abort(new Error('left'))
          })
        },
        onResponseEnd: ended,
        onResponseError: ended,
      },
    )
  }
  watch()
  return () => {
    isEnded = true
    clearTimeout(timer)
    held?.abort(new Error('nobody watches'))
  }
}
