import { CopyButton } from './copy-button.tsx'

/** A secret, which is shown once. */
export const NewKey = ({ apiKey }: { readonly apiKey: string }) => (
  <div className="new-key" role="status">
    <p>Store this key now: it is not shown again.</p>
    <code>{apiKey}</code>
    <CopyButton text={apiKey} />
  </div>
)
