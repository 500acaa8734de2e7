/** Read anew for every view, so that they may change while the page lives. In the tag they are attributes, `data-…`. */
export interface SnippetOptions {
  /** The gateway's, such as https://inkling.example. */
  readonly url: string
  /** A publishable key: everyone who loads the page can read it. */
  readonly key: string
  /** Who is signed in; without it people are known by their session alone. */
  readonly user?: string | undefined
  /** What the page is about; its path unless told otherwise. */
  readonly item?: string | undefined
  /** From what probability on a page is prefetched; the gateway's default unless told otherwise. */
  readonly prefetch?: string | undefined
  /** From what probability on a page is prerendered; 1 is never. */
  readonly prerender?: string | undefined
}
