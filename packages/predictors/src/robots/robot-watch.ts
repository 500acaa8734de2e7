import type { UsageEvent } from '../log/event-log.ts'
import type { NextItemModel } from '../model/next-item-model.ts'

const mostSources = 10_000
/** A source that was quiet for so long is looked at again. */
const keptMs = 86_400_000

const sourceOf = ({ sessionId, userId }: UsageEvent) =>
  sessionId ? `session ${sessionId}` : userId ? `user ${userId}` : undefined

/**
 * Keeps robots out of a model that follows a stream of events: from the event on that makes a session look like that of
 * a robot, the model forgets the session, and learns from no further event of it. Holds the 10,000 sources that it saw
 * last.
 */
export class RobotWatch {
  readonly #lastMs = new Map<string, number>()

  /** Whether the event is of a robot. If so, the model only knows where it is. */
  passesBy(model: NextItemModel, event: UsageEvent): boolean {
    if (this.#lastMs.size === 0) return false
    const source = sourceOf(event)
    const lastMs = source === undefined ? undefined : this.#lastMs.get(source)
    if (source === undefined || lastMs === undefined) return false
    this.#lastMs.delete(source)
    if (event.atMs - lastMs > keptMs) return false
    this.#lastMs.set(source, Math.max(lastMs, event.atMs))
    model.passBy(event)
    return true
  }

  /** Is told each event that the model has learned from. */
  look(model: NextItemModel, event: UsageEvent): void {
    const source = sourceOf(event)
    if (source === undefined || !model.forgetRobot(event)) return
    this.#lastMs.set(source, event.atMs)
    const [oldest] = this.#lastMs.keys()
    if (this.#lastMs.size > mostSources && oldest !== undefined) this.#lastMs.delete(oldest)
  }
}
