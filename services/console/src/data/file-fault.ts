/** Why a file cannot be imported as it is, in words for whoever chose it. */
export class FileFault extends Error {
  override readonly name = 'FileFault'
  /** The names of its columns, if one may say which of them is which. */
  readonly columns: readonly string[]

  constructor(message: string, columns: readonly string[] = [], options?: ErrorOptions) {
    super(message, options)
    this.columns = columns
  }
}
