import type { Sql } from 'postgres'

/** A change that takes one condition of tenant isolation away. `sql` is the owner of the template of test databases. */
export interface Mutant {
  /** Which condition it takes away, and from where. */
  readonly name: string
  apply(sql: Sql): Promise<void>
  undo(sql: Sql): Promise<void>
  /** Of a mutant of a source file: writes the file as it was, while the process ends. */
  restore?(): void
}
