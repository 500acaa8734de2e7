import { InklingError } from '@inkling/errors'

/**
 * With a synchronous standby a commit is acknowledged once it is on two disks. If the deadline ends the wait for the
 * second one, Postgres still answers that the transaction is committed, with a notice: then it may be lost with its
 * disk.
 */
export class ConfirmedCommits {
  #unconfirmed = 0

  /** Takes every notice of Postgres. */
  notice({ routine }: { readonly routine?: string }): void {
    if (routine === 'SyncRepWaitForLSN') this.#unconfirmed++
  }

  /**
   * Runs a transaction. The notice names no connection, so others that end in the same moment fail, too; who sends them
   * again finds them done.
   * @throws InklingError dependency_unavailable if its commit may be on one disk only
   */
  async require<T>(transaction: () => Promise<T>): Promise<T> {
    const before = this.#unconfirmed
    const result = await transaction()
    if (this.#unconfirmed === before) return result
    throw new InklingError('dependency_unavailable', 'The write is not safe yet; send it again', {
      internal: 'no synchronous standby confirmed the commit in time; is the receiver of the WAL running?',
      retryAfterSeconds: 1,
    })
  }
}
