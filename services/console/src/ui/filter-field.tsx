import { useEffect, useRef, useState } from 'react'
import { afterPaint } from '../app/after-paint.ts'

interface FilterFieldProps {
  readonly label: string
  readonly placeholder: string
  /** As the link has it. */
  readonly filter: string
  readonly onFilter: (filter: string) => void
}

/** Shows each letter at once; the link and the rows follow when it is on the screen. */
export function FilterField({ label, placeholder, filter, onFilter }: FilterFieldProps) {
  const [typed, setTyped] = useState<string>()
  const newest = useRef('')
  useEffect(() => {
    if (newest.current === filter) setTyped(undefined)
  }, [filter])
  const type = (text: string) => {
    setTyped(text)
    newest.current = text
    afterPaint(() => {
      if (newest.current === text) onFilter(text)
    })
  }
  return (
    <input
      type="search"
      placeholder={placeholder}
      aria-label={label}
      value={typed ?? filter}
      onChange={(event) => type(event.target.value)}
    />
  )
}
