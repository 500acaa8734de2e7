/**
 * Options of the snippet. They are read for every view, so they may change. In the tag they are attributes, `data-…`.
 */
export interface SnippetOptions {
  /** The address of the gateway, such as https://inkling.example. */
  readonly url: string
  /** A publishable key: everyone who loads the page can read it. */
  readonly key: string
  /** The user who is signed in. Without it, a person is known by the session only. */
  readonly user?: string | undefined
  /** The item that the page is about. The default is the path of the page. */
  readonly item?: string | undefined
  /** The probability from which a page is prefetched. The default is that of the gateway. */
  readonly prefetch?: string | undefined
  /** The probability from which a page is prerendered; 1 turns prerendering off. The default is that of the gateway. */
  readonly prerender?: string | undefined
  /** Addresses that are never loaded early, comma-separated, with `*` for any text: `/account/*,*print=1`. */
  readonly exclude?: string | undefined
  /** The most bytes of the pages that are loaded early together. By default only their number is limited. */
  readonly maxBytes?: string | undefined
  /** Present, with any value: rules are fetched again when the predictions of the session change. */
  readonly live?: string | undefined
  /**
   * Present: the Web Vitals of the page are measured and sent. The value is the kind of page, such as `product`: lower
   * case, digits and hyphens.
   */
  readonly vitals?: string | undefined
  /** `none`: the user refuses consent. No view is recorded, nothing is stored, and rules are those of anyone. */
  readonly consent?: string | undefined
}
