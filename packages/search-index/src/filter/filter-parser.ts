import { compareWith, isOneOf, type Literal } from './comparison.ts'
import { type Field, fieldNamed } from './field.ts'
import type { Filter, FilterError, ParsedFilter } from './filter.ts'
import type { Token } from './tokens.ts'

/** Deeper nesting is nobody's filter, and recursion must end. */
const DEPTH_MAX = 50
const FIELD_NAMES = 'id, kind, title, url, tags, createdAt, updatedAt or attributes.NAME'

/** Recursive descent. The first failure is kept and moves to the last token, where every rule ends at once. */
export class FilterParser {
  readonly #tokens: readonly Token[]
  #position = 0
  #depth = 0
  #error: FilterError | undefined

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  parse(): ParsedFilter {
    const matches = this.#either()
    this.#expect(this.#next.kind === 'end', '"and", "or" or the end')
    return this.#error ?? { ok: true, matches }
  }

  #either(): Filter {
    const choices = [this.#both()]
    while (this.#takeWord('or')) choices.push(this.#both())
    return (document) => choices.some((choice) => choice(document))
  }

  #both(): Filter {
    const conditions = [this.#negation()]
    while (this.#takeWord('and')) conditions.push(this.#negation())
    return (document) => conditions.every((condition) => condition(document))
  }

  #negation(): Filter {
    if (this.#takeWord('not')) {
      const condition = this.#nested(() => this.#negation())
      return (document) => !condition(document)
    }
    if (!this.#take('(')) return this.#comparison()
    const condition = this.#nested(() => this.#either())
    this.#expect(this.#take(')'), '")"')
    return condition
  }

  #nested(rule: () => Filter): Filter {
    if (this.#depth >= DEPTH_MAX) return this.#fail(`nested deeper than ${DEPTH_MAX}`)
    this.#depth++
    const filter = rule()
    this.#depth--
    return filter
  }

  #comparison(): Filter {
    const { kind, text } = this.#next
    const field = kind === 'name' ? fieldNamed(text) : undefined
    if (field === undefined) return this.#fail(`expected ${FIELD_NAMES}, not ${this.#found}`)
    this.#position++
    const test = this.#takeWord('in') ? isOneOf(this.#list(field)) : this.#operatorAndLiteral(field)
    return (document) => test(field.read(document))
  }

  #operatorAndLiteral(field: Field): ReturnType<typeof compareWith> {
    const operator = this.#next
    this.#expect(operator.kind === 'operator', 'an operator (= != < <= > >= in)')
    const isOrder = operator.text.startsWith('<') || operator.text.startsWith('>')
    if (isOrder && field.type === 'tags') this.#fail('tags have no order; use = != or in')
    this.#position++
    if (isOrder && this.#isBoolean) this.#fail('only numbers and strings have an order')
    return compareWith(operator.text, this.#literal(field))
  }

  #list(field: Field): Literal[] {
    this.#expect(this.#take('['), '"["')
    const literals = [this.#literal(field)]
    while (this.#take(',')) literals.push(this.#literal(field))
    this.#expect(this.#take(']'), '"," or "]"')
    return literals
  }

  #literal(field: Field): Literal {
    const { kind, text } = this.#next
    const isString = kind === 'string'
    if (field.type === 'attribute') this.#expect(isString || kind === 'number' || this.#isBoolean, 'a value')
    else this.#expect(isString, 'a string in quotes')
    this.#position++
    if (isString) return text
    return kind === 'number' ? Number(text) : text.toLowerCase() === 'true'
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#position, this.#tokens.length - 1)] as Token
  }

  get #isBoolean(): boolean {
    return this.#next.kind === 'name' && /^(?:true|false)$/i.test(this.#next.text)
  }

  get #found(): string {
    return this.#next.kind === 'end' ? 'the end' : `"${this.#next.text}"`
  }

  #takeWord(word: string): boolean {
    const taken = this.#next.kind === 'name' && this.#next.text.toLowerCase() === word
    if (taken) this.#position++
    return taken
  }

  #take(sign: string): boolean {
    const taken = this.#next.kind === 'punctuation' && this.#next.text === sign
    if (taken) this.#position++
    return taken
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) this.#fail(`expected ${what}, not ${this.#found}`)
  }

  #fail(message: string): Filter {
    const { kind, text, column } = this.#next
    this.#error ??= { ok: false, column, message: kind === 'invalid' ? text : message }
    this.#position = this.#tokens.length
    return () => false
  }
}
