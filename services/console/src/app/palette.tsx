import { Dialog } from '@base-ui/react/dialog'
import { Command, useCommandState } from 'cmdk'
import { useLocation } from 'wouter'
import { addressOf } from '../data/address.ts'
import { allows, useSigning } from '../data/session.ts'
import { afterPaint } from './after-paint.ts'
import type { OpenableProps } from './on-demand.tsx'
import { pages } from './pages.ts'
import { setTheme } from './theme.ts'

/** Finds pages and commands by a few letters; an id of a trace, a receipt or an operation opens it. */
export default function Palette({ session, isOpen, onOpenChange }: OpenableProps) {
  const [, navigate] = useLocation()
  const { signOut } = useSigning()
  const go =
    (to: string, search: Record<string, string> = {}) =>
    () => {
      onOpenChange(false)
      // The palette is gone before the page changes: what is pressed is answered at once.
      afterPaint(() => {
        navigate(addressOf(to, search))
        scrollTo(0, 0)
      })
    }
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="palette" aria-label="Go to a page or run a command">
          <Command label="Commands">
            <Command.Input placeholder="A page, a command, or an id" />
            <Command.List>
              <Command.Empty>Nothing is called so.</Command.Empty>
              <ById go={go} />
              <Command.Group heading="Pages">
                {pages
                  .filter(({ scopes }) => allows(session, scopes))
                  .map(({ id, path, title, about, icon: Icon }) => (
                    <Command.Item key={id} value={`${title} ${about}`} onSelect={go(path)}>
                      <Icon />
                      <span>{title}</span>
                      <small>{about}</small>
                    </Command.Item>
                  ))}
              </Command.Group>
              <Command.Group heading="Commands">
                {(['light', 'dark', 'system'] as const).map((theme) => (
                  <Command.Item key={theme} value={`Theme ${theme}`} onSelect={() => setTheme(theme)}>
                    Theme: {theme}
                  </Command.Item>
                ))}
                <Command.Item onSelect={() => void signOut()}>Sign out</Command.Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface ByIdProps {
  readonly go: (to: string, search: Record<string, string>) => () => void
}

function ById({ go }: ByIdProps) {
  const text = useCommandState(({ search }) => search.trim())
  const isTrace = /^[0-9a-f]{32}$/.test(text)
  const isReceipt = text.startsWith('rcp_')
  const isOperation = text.startsWith('op_')
  if (!isTrace && !isReceipt && !isOperation) return null
  return (
    <Command.Group heading="By id">
      {isTrace && (
        <Command.Item value={text} onSelect={go('/traces', { trace: text })}>
          Open the trace
        </Command.Item>
      )}
      {isReceipt && (
        <Command.Item value={text} onSelect={go('/playground', { view: 'receipt', receipt: text })}>
          Open the receipt
        </Command.Item>
      )}
      {isOperation && (
        <Command.Item value={text} onSelect={go('/jobs', { run: text })}>
          Open the operation
        </Command.Item>
      )}
    </Command.Group>
  )
}
