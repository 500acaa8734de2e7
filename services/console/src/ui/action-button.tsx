import type { UseMutationResult } from '@tanstack/react-query'
import { useState } from 'react'

interface ActionButtonProps<I> {
  readonly label: string
  readonly action: UseMutationResult<unknown, Error, I>
  readonly input: NoInfer<I>
  /** What to say before a deed that cannot be undone; it is then done by a second click. */
  readonly sure?: string
}

/** A button that makes a call. What fails is said by the table or panel that shows the action. */
export function ActionButton<I>({ label, action, input, sure }: ActionButtonProps<I>) {
  const [isAsked, setAsked] = useState(false)
  const act = () => {
    if (sure && !isAsked) return setAsked(true)
    setAsked(false)
    return action.mutate(input)
  }
  return (
    <button
      type="button"
      className={isAsked ? 'button small-button danger' : 'button small-button'}
      disabled={action.isPending}
      onBlur={() => setAsked(false)}
      onClick={act}
    >
      {isAsked ? sure : label}
    </button>
  )
}
