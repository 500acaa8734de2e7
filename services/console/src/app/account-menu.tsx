import { Dialog } from '@base-ui/react/dialog'
import { LogOut } from 'lucide-react'
import { useSigning } from '../data/session.ts'
import type { OpenableProps } from './on-demand.tsx'

/** Whose key or token the session holds, and the way out. */
export default function AccountMenu({ session, isOpen, onOpenChange }: OpenableProps) {
  const { signOut } = useSigning()
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>Signed in</Dialog.Title>
          <dl className="facts">
            <dt>Tenant</dt>
            <dd>{session.tenantId}</dd>
            <dt>Plan</dt>
            <dd>{session.plan}</dd>
            <dt>Role</dt>
            <dd>{session.role ?? 'none: single scopes'}</dd>
            <dt>{session.isToken ? 'Token of' : 'Key'}</dt>
            <dd className="mono">{session.keyId}</dd>
            <dt>Scopes</dt>
            <dd>{session.scopes.join(', ')}</dd>
          </dl>
          <div className="form-actions">
            <button type="button" className="button" onClick={() => void signOut()}>
              <LogOut />
              Sign out
            </button>
            <Dialog.Close className="button">Close</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
