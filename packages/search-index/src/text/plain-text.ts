import { decodeHTMLStrict } from 'entities'
import { blockElements, booleanAttributes, inlineElements } from './html-elements.ts'

/** Comments, declarations, and elements whose content is not shown. One that does not end hides the rest. */
const hidden = /<!--[\s\S]*?(?:-->|$)|<!doctype\b[^<>]*>|<(script|style|template)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi
const tagPattern = /<\/?([a-z][a-z0-9]*)([\s/][^<>]*)?>/gi
const selfClosing = /\/\s*$/

/**
 * A text without HTML: tags are taken out, character references such as `&amp;` are decoded. Only what is HTML counts:
 * `a < b`, `List<String>` and `R&D` stay as they are. A text without `<` and `&` is returned as it is.
 */
export function plainText(text: string): string {
  const bare = text.includes('<') ? withoutTags(text) : text
  return bare.includes('&') ? decodeHTMLStrict(bare) : bare
}

function withoutTags(text: string): string {
  const bare = text.replace(hidden, ' ').replace(tagPattern, withoutTag)
  return bare === text ? text : bare.replace(/\s+/g, ' ').trim()
}

function withoutTag(tag: string, name: string, attributes = ''): string {
  const element = name.toLowerCase()
  if (!areAttributes(attributes.replace(selfClosing, ''))) return tag
  if (inlineElements.has(element)) return ''
  return blockElements.has(element) ? ' ' : tag
}

/** `<b and c>` is no tag, but words between two signs. */
function areAttributes(text: string): boolean {
  if (text.trim() === '' || text.includes('=')) return true
  return text
    .trim()
    .split(/\s+/)
    .every((name) => booleanAttributes.has(name.toLowerCase()))
}
