import type { SnippetOptions } from './snippet-options.ts'
import { startInkling } from './start-inkling.ts'

/**
 * `<script src="…/inkling.js" data-key="…">` starts by itself. Without a key, the page calls `startInkling(options)`.
 */
try {
  Object.assign(window, { startInkling })
  const tag = document.currentScript as HTMLScriptElement | null
  if (tag?.dataset.key) {
    tag.dataset.url ||= new URL(tag.src).origin
    startInkling(tag.dataset as unknown as SnippetOptions)
  }
} catch {}
