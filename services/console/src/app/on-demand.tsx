import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import type { Session } from '../data/session.ts'

export interface OpenableProps {
  readonly session: Session
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

interface ButtonProps {
  readonly session: Session
  readonly className: string
  readonly label: string
  readonly children: ReactNode
}

/** A button that opens a dialog, whose code is loaded when it is opened for the first time. */
export function onDemand(load: () => Promise<{ readonly default: ComponentType<OpenableProps> }>) {
  const Opened = lazy(load)
  return function OpeningButton({ session, className, label, children }: ButtonProps) {
    const [isOpen, setOpen] = useState<boolean>()
    return (
      <>
        <button
          type="button"
          className={className}
          aria-label={label}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          {children}
        </button>
        {isOpen !== undefined && (
          <Suspense>
            <Opened session={session} isOpen={isOpen} onOpenChange={setOpen} />
          </Suspense>
        )}
      </>
    )
  }
}
