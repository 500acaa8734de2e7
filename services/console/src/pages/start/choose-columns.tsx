import { useState } from 'react'
import { Choice } from '../../ui/fields.tsx'
import { type ColumnChoice, fieldsOf, missingOf, withColumn } from './column-choice.ts'

interface ChooseColumnsProps {
  readonly columns: readonly string[]
  readonly onChosen: (choice: ColumnChoice) => void
}

const contents = ['events', 'items'] as const

/** Asks which column holds what, for a file whose names do not tell. */
export function ChooseColumns({ columns, onChosen }: ChooseColumnsProps) {
  const [choice, setChoice] = useState<ColumnChoice>({ content: 'events', columns: {} })
  const missing = missingOf(choice)
  const options = ['', ...new Set(columns.filter((name) => name !== ''))]
  return (
    <form
      className="form"
      aria-label="Columns"
      onSubmit={(event) => {
        event.preventDefault()
        onChosen(choice)
      }}
    >
      <Choice
        label="Each row is one of the"
        value={choice.content}
        options={contents}
        onChange={(value) => setChoice({ content: value === 'items' ? 'items' : 'events', columns: {} })}
      />
      {fieldsOf[choice.content].map((field) => (
        <Choice
          key={field}
          label={`Column of the ${field}`}
          value={choice.columns[field] ?? ''}
          options={options}
          blank="none"
          onChange={(column) => setChoice((former) => withColumn(former, field, column))}
        />
      ))}
      <div className="form-actions">
        <button type="submit" className="button primary" disabled={missing !== undefined}>
          Read it so
        </button>
        {missing && <p className="small quiet">{missing}</p>}
      </div>
    </form>
  )
}
