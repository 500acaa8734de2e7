import { Dialog } from '@base-ui/react/dialog'
import type { OpenableProps } from './on-demand.tsx'
import { PageLinks } from './page-links.tsx'

/** The pages, on a narrow screen. */
export default function Drawer({ session, isOpen, onOpenChange }: OpenableProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="drawer">
          <Dialog.Title className="drawer-title">Pages</Dialog.Title>
          <nav aria-label="Pages">
            <PageLinks session={session} onFollow={() => onOpenChange(false)} />
          </nav>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
