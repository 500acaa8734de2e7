import { Component, type ReactNode } from 'react'
import { FaultNote } from './fault-note.tsx'

interface Props {
  readonly children: ReactNode
}

/** Says that a page failed, in its place; the rest of the console works. Another page has a boundary of its own. */
export class PageBoundary extends Component<Props, { readonly error: unknown }> {
  override state = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    // After a deployment, the former files are gone: only the page, loaded again, names the new ones.
    return (
      <div className="page">
        <FaultNote error={this.state.error} onRetry={() => location.reload()} />
      </div>
    )
  }
}
