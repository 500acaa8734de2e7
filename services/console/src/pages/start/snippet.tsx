import { CopyButton } from '../../ui/copy-button.tsx'
import { Panel } from '../../ui/panel.tsx'

/** The tag for a site, and how to get its key. */
export function Snippet() {
  const tag = `<script src="${location.origin}/inkling.js" data-key="ink_…" async></script>`
  const command = 'npx -y pnpm@12 inkling tenants create-key TENANT --allow-origin https://your.site'
  return (
    <Panel
      title="Put it on a site"
      note="The tag records the pages that a visitor opens, and prefetches those that come next"
      actions={<CopyButton text={tag} label="Copy the tag" />}
    >
      <pre>{tag}</pre>
      <p className="quiet">
        The key in a page is publishable and allows the origin of the site. This command creates one and prints the
        finished tag:
      </p>
      <pre>{command}</pre>
      <p className="quiet">
        Open a page of the site: its first event makes “Accuracy” and the live numbers of the overview move within
        seconds.
      </p>
    </Panel>
  )
}
