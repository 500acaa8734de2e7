/** An error that the person at the terminal can fix: `message` says what is wrong, `fix` what to do. */
export class StartError extends Error {
  readonly fix: string

  constructor(problem: string, fix: string, options?: ErrorOptions) {
    super(problem, options)
    this.name = 'StartError'
    this.fix = fix
  }
}
