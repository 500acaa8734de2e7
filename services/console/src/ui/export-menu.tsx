import { Menu } from '@base-ui/react/menu'
import { Download } from 'lucide-react'
import type { Column } from './column.ts'
import { saveFile } from './save-file.ts'

export interface ExportProps<T> {
  readonly name: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
}

/** The button with its menu, which is open at first. */
export default function ExportMenu<T>({ name, columns, rows }: ExportProps<T>) {
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className="button quiet-button" aria-label={`Export ${name}`}>
        <Download />
        <span>Export</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="positioner">
          <Menu.Popup className="menu">
            <Menu.Item className="menu-item" onClick={() => saveFile(`${name}.csv`, 'text/csv', csvOf(columns, rows))}>
              As CSV
            </Menu.Item>
            <Menu.Item
              className="menu-item"
              onClick={() => saveFile(`${name}.json`, 'application/json', JSON.stringify(rows, null, 2))}
            >
              As JSON
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP). */
function csvOf<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const field = (value: unknown) => {
    const text = String(value ?? '')
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const named = columns.filter(({ title }) => title !== '')
  const lines = [named.map(({ title }) => title), ...rows.map((row) => named.map(({ value }) => value(row)))]
  return `${lines.map((line) => line.map(field).join(',')).join('\r\n')}\r\n`
}
