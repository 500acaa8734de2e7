import { addExperimentAnswers, BufferedWriter, type Database, type ExperimentAnswer } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { Logger } from '@inkling/telemetry'
import type { Role } from '../domain/role.ts'
import type { Suggestions } from '../domain/suggest.ts'

const flushEveryMs = 250
/** The most answers of a tenant that wait to be stored, while Postgres is slow; more are dropped. */
const mostBuffered = 10_000

/**
 * Notes what experiments judge of answers. They are stored in the background: answers never wait for it. While Postgres
 * is unavailable they are lost.
 */
export function experimentLog(database: Pick<Database, 'background'>, logger: Pick<Logger, 'warn'>) {
  const writer = new BufferedWriter<ExperimentAnswer[]>({
    flushEveryMs,
    createBuffer: () => [],
    store: (tenantId, answers) => addExperimentAnswers(database.background(tenantId), answers),
    // They are not stored again, because they might count twice. Both variants lose alike: the comparison stays fair.
    onLoss: (error, tenantId, { length: answers }) =>
      logger.warn({ err: error, tenantId, answers }, 'answers of experiments lost: postgres did not store them'),
  })
  const note = (tenantId: string, role: Role | undefined, startedMs: number, isFailure: boolean) => {
    if (!role) return
    const buffer = writer.bufferOf(tenantId)
    if (buffer.length >= mostBuffered) return
    const { id: experimentId, unit, variant } = role
    const tookMs = performance.now() - startedMs
    buffer.push({ experimentId, unit, variant, atMs: Date.now(), tookMs, isFailure })
  }
  return {
    /** Makes an answer, and notes how long it took and whether it failed or is degraded. */
    async observe<A extends Pick<Suggestions, 'degraded' | 'experiment'>>(
      tenantId: string,
      role: () => Role | undefined,
      make: () => Promise<A>,
    ): Promise<A> {
      const startedMs = performance.now()
      try {
        const answer = await make()
        // One that was made without waiting for what is known of the placement has no part in it.
        note(tenantId, answer.experiment && role(), startedMs, answer.degraded.length > 0)
        return answer
      } catch (error) {
        // A request that is wrong is no failure of the answer.
        if (!(error instanceof InklingError && error.status < 500)) note(tenantId, role(), startedMs, true)
        throw error
      }
    },
    close: () => writer.close(),
  }
}
