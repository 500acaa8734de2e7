import { CliError } from '../../cli-error.ts'

/** A file that no format reads. `message` holds the advice of the command; a page shows `what` and asks itself. */
export class UnknownFormat extends CliError {
  /** What the file seems to be, and what is missing. */
  readonly what: string
  /** The names of the columns or fields, if one may say which of them is which. */
  readonly columns: readonly string[]

  constructor(message: string, what: string, columns: readonly string[] = []) {
    super(message)
    this.what = what
    this.columns = columns
  }
}
