import { FlexRender } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, type ReactNode, useRef } from 'react'
import { count, counted, none, number } from '../data/format.ts'
import type { Column } from './column.ts'
import { Empty } from './empty.tsx'
import { ExportButton } from './export-button.tsx'
import { FilterField } from './filter-field.tsx'
import { useRowTable } from './use-row-table.ts'

interface DataTableProps<T> {
  /** Names the file of an export and the parts of the link. */
  readonly name: string
  readonly rows: readonly T[]
  readonly columns: readonly Column<T>[]
  readonly keyOf: (row: T) => string
  readonly empty: ReactNode
  readonly tools?: ReactNode
}

const rowHeightPx = 36
/** More rows than these scroll in a window of their own, which draws only those in sight. */
const drawnWhole = 60

/** Rows that can be sorted, filtered and exported. */
export function DataTable<T extends object>({ empty, tools, ...options }: DataTableProps<T>) {
  const { name, rows, columns } = options
  const { table, filter, setFilter } = useRowTable(options)
  const shown = table.getRowModel().rows
  if (rows.length === 0) return empty
  return (
    <div className="table-block">
      <div className="table-tools">
        <FilterField
          label={`Filter ${name}`}
          placeholder={`Filter ${counted(rows.length, 'row')}`}
          filter={filter}
          onFilter={setFilter}
        />
        {tools}
        <ExportButton name={name} columns={columns} rows={shown.map(({ original }) => original)} />
      </div>
      <Rows name={name} columns={columns} rows={shown} head={<Head table={table} columns={columns} />} />
      {shown.length === 0 && <Empty title="No row matches the filter" />}
    </div>
  )
}

interface RowsProps<T> {
  readonly name: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly { readonly id: string; readonly original: T }[]
  readonly head: ReactNode
}

function Rows<T>({ name, columns, rows, head }: RowsProps<T>) {
  const scroller = useRef<HTMLElement>(null)
  const isWindowed = rows.length > drawnWhole
  const sight = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
    enabled: isWindowed,
  })
  const items = sight.getVirtualItems()
  const drawn = isWindowed ? items.flatMap(({ index }) => rows[index] ?? []) : rows
  return (
    <section
      className={isWindowed ? 'scroller windowed' : 'scroller'}
      ref={scroller}
      aria-label={`Rows of ${name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
      tabIndex={0}
    >
      <table aria-rowcount={rows.length + 1}>
        {head}
        <tbody>
          {isWindowed && <Gap px={items[0]?.start ?? 0} columns={columns.length} />}
          {drawn.map(({ id, original }) => (
            <DrawnRow key={id} row={original} columns={columns} />
          ))}
          {isWindowed && <Gap px={sight.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns.length} />}
        </tbody>
      </table>
    </section>
  )
}

interface DrawnRowProps<T> {
  readonly row: T
  readonly columns: readonly Column<T>[]
}

function RowOf<T>({ row, columns }: DrawnRowProps<T>) {
  return (
    <tr>
      {columns.map(({ id, isNumber, cell, value }) => (
        <td key={id} className={isNumber ? 'number' : undefined}>
          {cell ? cell(row) : textOf(value(row))}
        </td>
      ))}
    </tr>
  )
}

/** A row is drawn again only if it changed: an answer keeps the rows that are as they were. */
const DrawnRow = memo(RowOf) as typeof RowOf

function textOf(value: string | number | boolean | null | undefined): string {
  if (typeof value !== 'number') return String(value ?? none)
  return Number.isInteger(value) ? count(value) : number(value)
}

interface HeadProps<T extends object> {
  readonly table: ReturnType<typeof useRowTable<T>>['table']
  readonly columns: readonly Column<T>[]
}

const orders: Readonly<Record<string, 'ascending' | 'descending'>> = { asc: 'ascending', desc: 'descending' }

const Head = <T extends object>({ table, columns }: HeadProps<T>) => (
  <thead>
    {table.getHeaderGroups().map((group) => (
      <tr key={group.id}>
        {group.headers.map((header) => {
          const order = String(header.column.getIsSorted())
          const isNumber = columns.find(({ id }) => id === header.column.id)?.isNumber
          if (header.column.columnDef.header === '')
            return (
              <th key={header.id}>
                <span className="unseen">Actions</span>
              </th>
            )
          return (
            <th key={header.id} aria-sort={orders[order] ?? 'none'} className={isNumber ? 'number' : undefined}>
              <button type="button" onClick={header.column.getToggleSortingHandler()}>
                <FlexRender header={header} />
                {order === 'asc' && <ArrowUp />}
                {order === 'desc' && <ArrowDown />}
              </button>
            </th>
          )
        })}
      </tr>
    ))}
  </thead>
)

const Gap = ({ px, columns }: { readonly px: number; readonly columns: number }) => (
  <tr hidden={px <= 0}>
    <td colSpan={columns} style={{ height: px, padding: 0 }} />
  </tr>
)
