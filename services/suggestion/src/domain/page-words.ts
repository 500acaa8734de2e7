import type { SuggestionRequest } from '@inkling/contracts'

/** The title of a page, and the words of the path of its address; a path that cannot be read has none. */
export function pageWords(page: SuggestionRequest['context']['page']): string[] {
  if (!page) return []
  const { title = '', url = '' } = page
  const path = URL.canParse(url, 'http://page') ? new URL(url, 'http://page').pathname : ''
  return [title, readable(path).replaceAll(/[^\p{L}\p{N}]+/gu, ' ')].map((text) => text.trim()).filter(Boolean)
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
