/** The situation of a user at the time of a prediction, in the numbers of the log. */
export interface Context {
  /** Items of the running session, oldest first; the last is where the user is now. Bounded in length. */
  readonly items: readonly number[]
  /** -1 if unknown. */
  readonly user: number
  /** The running session, which must not be its own neighbour; -1 if the log does not hold it. */
  readonly session: number
  readonly atMs: number
}
