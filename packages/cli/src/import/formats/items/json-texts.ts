import { isJsonObject, textOf } from '../json/json-line.ts'

/** The texts of a value that may be a text, a list, or an object with a name. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (isJsonObject(value)) return textsOf(value.name ?? value['@value'] ?? '')
  const text = textOf(value).trim()
  return text === '' ? [] : [text]
}

/** A price such as `$4.99` as a number; as text if it is none; nothing if it is absent. */
export function priceOf(value: unknown): { price?: number | string } {
  const [text] = textsOf(value)
  if (text === undefined) return {}
  const number = Number(/^\D{0,4}(\d+(?:\.\d+)?)\D{0,4}$/.exec(text.trim())?.[1])
  return { price: Number.isFinite(number) ? number : text }
}
