/** Controls, formats, such as the overrides of direction (Unicode TR 9), and separators of lines and paragraphs. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
/** Tabs and line ends are seen by what they do; emoji and Persian need the joiners, which turn nothing. */
const harmless = '\t\n\r\u200c\u200d'

const escaped = (one: string): string =>
  Array.from({ length: one.length }, (_, n) => `\\u${one.charCodeAt(n).toString(16).padStart(4, '0')}`).join('')

/** The text with such characters as JSON escapes, so that a text shows what it holds and turns nothing around it. */
export const visible = (text: string): string =>
  text.replace(unseen, (one) => (harmless.includes(one) ? one : escaped(one)))

/** A value as JSON that means the same and shows all of its characters. */
export const jsonOf = (value: unknown, indent?: number): string => visible(JSON.stringify(value, null, indent) ?? '')
