/** What went wrong with a backup or a restore. `message` says what is wrong, where, and what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
  /** Whether what was read from the repository is not what was written there. */
  readonly isDamage: boolean

  constructor(message: string, { isDamage = false, ...options }: ErrorOptions & { isDamage?: boolean } = {}) {
    super(message, options)
    this.isDamage = isDamage
  }
}
