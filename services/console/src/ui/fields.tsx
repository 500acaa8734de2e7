import { useEffect, useId, useState } from 'react'

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly type?: 'text' | 'number' | 'search' | 'datetime-local'
  /** Why the text is not taken. */
  readonly error?: string | undefined
}

/** How long after the last key a text is taken. */
const pauseMs = 300

/** A text that is taken when its typing pauses, so that a word does not ask ten times. */
export function TextField({ label, value, onChange, placeholder, type = 'text', error }: FieldProps) {
  const errorId = useId()
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return undefined
    const timer = setTimeout(() => onChange(typed), pauseMs)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <label>
      {label}
      <input
        type={type}
        value={typed}
        placeholder={placeholder}
        {...(error && { 'aria-invalid': true, 'aria-describedby': errorId })}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={() => typed !== value && onChange(typed)}
      />
      {error && (
        <span id={errorId} className="field-error" role="alert">
          {error}
        </span>
      )}
    </label>
  )
}

interface ChoiceProps extends Omit<FieldProps, 'placeholder' | 'type' | 'error'> {
  readonly options: readonly string[]
  /** What the empty one is called. */
  readonly blank?: string
}

/** One of a few words; an empty one stands for any. */
export const Choice = ({ label, value, onChange, options, blank = 'any' }: ChoiceProps) => (
  <label>
    {label}
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      {options.map((option) => (
        <option key={option} value={option}>
          {option || blank}
        </option>
      ))}
    </select>
  </label>
)
