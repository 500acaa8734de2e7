import type { ReactNode } from 'react'

export interface Column<T> {
  readonly id: string
  readonly title: string
  /** What is sorted, filtered and exported. */
  readonly value: (row: T) => string | number | boolean | null | undefined
  /** What is shown; the value unless given. */
  readonly cell?: (row: T) => ReactNode
  readonly isNumber?: boolean
}
