/** Something the person at the terminal can put right: what is wrong, and what to do about it. */
export class StartError extends Error {
  readonly fix: string

  constructor(problem: string, fix: string, options?: ErrorOptions) {
    super(problem, options)
    this.name = 'StartError'
    this.fix = fix
  }
}
