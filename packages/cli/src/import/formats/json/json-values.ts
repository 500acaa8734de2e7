import type { Converter, Output } from '../../converter.ts'

/** A longer value has an open quote or bracket, or is no record. */
const maxValueLength = 16 * 1024 * 1024
const wrapper =
  /^\s*\{\s*"(?:products|items|events|records|results|data|docs|documents|hits|rows|nodes|@graph)"\s*:\s*\[/
const maxWrapperLines = 5
/** The first lines of NDJSON may be at fault. */
const maxLinesTried = 20

/**
 * Splits JSON that does not have one object per line: an array, an array in an object such as `{"products": […]}`, or
 * objects that are spread over lines. Each object goes to a converter of lines, with the number of its first line.
 */
export class JsonValues<T extends object> implements Converter<T> {
  readonly #inner: Converter<T>
  #isWrapped: boolean
  #parts: string[] = []
  #length = 0
  #startLine = 0
  #depth = 0
  #inText = false
  #isEscaped = false

  /** @param isWrapped whether an object is around the array; its brace does not count */
  constructor(inner: Converter<T>, isWrapped = false) {
    this.#inner = inner
    this.#isWrapped = isWrapped
  }

  read(line: string, number: number, output: Output<T>): void {
    const text = this.#isWrapped ? line.replace('{', '') : line
    if (text !== line) this.#isWrapped = false
    let start = this.#depth > 0 ? 0 : -1
    for (let at = 0; at < text.length; at++) {
      const was = this.#depth
      this.#step(text.charCodeAt(at))
      if (was === 0 && this.#depth === 1) {
        start = at
        this.#startLine = number
      } else if (was === 1 && this.#depth === 0) {
        this.#keep(text.slice(start, at + 1))
        this.#flush(output)
        start = -1
      }
    }
    if (start >= 0) this.#keep(text.slice(start))
    if (this.#length > maxValueLength) this.#flush(output)
  }

  end(output: Output<T>): void {
    if (this.#depth > 0) this.#flush(output)
    this.#inner.end(output)
  }

  /** Only braces count: brackets outside of objects are those of the array around them. */
  #step(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (this.#inText) {
      if (code === 0x5c) this.#isEscaped = true
      else if (code === 0x22) this.#inText = false
    } else if (code === 0x22) this.#inText = this.#depth > 0
    else if (code === 0x7b) this.#depth++
    else if (code === 0x7d && this.#depth > 0) this.#depth--
  }

  #keep(part: string): void {
    this.#parts.push(part)
    this.#length += part.length
  }

  #flush(output: Output<T>): void {
    this.#inner.read(this.#parts.join('\n'), this.#startLine, output)
    this.#parts = []
    this.#length = 0
    this.#depth = 0
    this.#inText = false
  }
}

/** The first objects of JSON lines, of a JSON array or of objects that are spread over lines. */
export function firstObjects(sample: readonly string[]): {
  texts: string[]
  layout: 'lines' | 'values' | 'wrapped'
} {
  const lines = sample.filter((line) => line.trim() !== '')
  const isWrapped = wrapper.test(lines.slice(0, maxWrapperLines).join('\n'))
  const isArray = /^\s*\[/.test(lines[0] ?? '')
  if (!isWrapped && !isArray && lines.slice(0, maxLinesTried).some(isObject)) return { texts: lines, layout: 'lines' }
  const texts: string[] = []
  const values = new JsonValues({ read: (text) => void texts.push(text), end: () => {} }, isWrapped)
  const output = { put: () => {}, note: () => {} }
  for (const [index, line] of sample.entries()) values.read(line, index + 1, output)
  return { texts, layout: isWrapped ? 'wrapped' : 'values' }
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
