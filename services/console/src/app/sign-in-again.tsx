import { Dialog } from '@base-ui/react/dialog'
import { KeyForm } from './key-form.tsx'

/** Stands before the page that was at work, which keeps what it has. */
export default function SignInAgain({ tenantId }: { readonly tenantId: string }) {
  return (
    <Dialog.Root open disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>The session has ended</Dialog.Title>
          <Dialog.Description className="quiet">
            Sign in to <bdi>{tenantId}</bdi> again. The page behind this is as you left it.
          </Dialog.Description>
          <KeyForm tenantId={tenantId} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
