/** A fault that the person at the terminal can mend: `message` says what is wrong and what to do. Shown without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError'
}
