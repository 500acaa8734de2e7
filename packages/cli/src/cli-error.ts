/** An error that the user can fix: `message` says what is wrong and what to do. It is printed without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError'
}
