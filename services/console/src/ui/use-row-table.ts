import {
  type ColumnDef,
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useDeferredValue, useMemo } from 'react'
import { useParam } from '../data/use-param.ts'
import type { Column } from './column.ts'

const features = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
  filterFns: { includesString: filterFn_includesString },
})

interface RowTableOptions<T> {
  readonly name: string
  readonly rows: readonly T[]
  readonly columns: readonly Column<T>[]
  readonly keyOf: (row: T) => string
}

/** A table whose sorting and filter stand in the link. */
export function useRowTable<T extends object>({ name, rows, columns, keyOf }: RowTableOptions<T>) {
  const [sort, setSort] = useParam(`${name}.sort`)
  const [filter, setFilter] = useParam(`${name}.filter`)
  const defs = useMemo(() => columns.map(columnDef<T>), [columns])
  // What was pressed is shown before the rows are sorted and drawn.
  const sorting = useSorting(useDeferredValue(sort))
  const globalFilter = useDeferredValue(filter)
  const table = useTable({
    features,
    columns: defs,
    data: rows as T[],
    getRowId: keyOf,
    globalFilterFn: 'includesString',
    state: { sorting, globalFilter },
    onSortingChange: (change) => {
      const [first] = typeof change === 'function' ? change(sorting) : change
      setSort(first ? `${first.desc ? '-' : ''}${first.id}` : '')
    },
  })
  return { table, filter, setFilter }
}

const useSorting = (sort: string) =>
  useMemo(() => (sort ? [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }] : []), [sort])

function columnDef<T extends object>({ id, title, value, isNumber }: Column<T>): ColumnDef<typeof features, T> {
  return {
    id,
    header: title,
    accessorFn: (row) => value(row) ?? '',
    sortFn: isNumber ? 'basic' : 'alphanumeric',
    sortDescFirst: Boolean(isNumber),
  }
}
