import { Session } from 'node:inspector/promises'
import { setTimeout } from 'node:timers/promises'
import type { ProcessProfile, Profile } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'

/** Resolves after so many seconds, and rejects when the signal aborts. */
type Wait = (seconds: number, signal: AbortSignal) => Promise<unknown>

const timer: Wait = (seconds, signal) => setTimeout(seconds * 1_000, undefined, { signal })

/** Records profiles of the main thread of this process, one at a time. */
export class Profiler {
  readonly #wait: Wait
  #isRecording = false

  constructor(wait: Wait = timer) {
    this.#wait = wait
  }

  /**
   * An abort ends the recording at once.
   * @throws InklingError conflict while another one is recorded; the reason of the signal
   */
  async record({ kind, seconds }: ProcessProfile, signal: AbortSignal): Promise<Profile> {
    if (this.#isRecording)
      throw new InklingError('conflict', 'The process records another profile; try again when that has ended')
    this.#isRecording = true
    const session = new Session()
    try {
      session.connect()
      const stop = await start[kind](session)
      await this.#wait(seconds, signal)
      return { ...(await stop()).profile }
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      // Ends what still records.
      session.disconnect()
      this.#isRecording = false
    }
  }
}

const start = {
  async cpu(session: Session) {
    await session.post('Profiler.enable')
    await session.post('Profiler.start')
    return () => session.post('Profiler.stop')
  },
  async heap(session: Session) {
    await session.post('HeapProfiler.startSampling')
    return () => session.post('HeapProfiler.stopSampling')
  },
}
