import type { Value } from '../columns/column.ts'
import { type Condition, compareWith, isOneOf, onDocuments } from './condition.ts'
import { type Field, fieldNamed } from './field.ts'
import type { FilterError, ParsedFilter } from './parsed-filter.ts'
import type { Token } from './tokens.ts'

/** Bounds recursion. */
const depthMax = 50
const fieldNames = 'id, kind, title, url, tags, createdAt, updatedAt or attributes.NAME'

/** Recursive descent. The first failure is kept; parsing then jumps to the last token, where every rule ends. */
export class FilterParser {
  readonly #tokens: readonly Token[]
  #position = 0
  #depth = 0
  #error: FilterError | undefined

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  parse(): ParsedFilter {
    const where = this.#either()
    this.#expect(this.#next.kind === 'end', '"and", "or" or the end')
    return this.#error ?? { ok: true, where, matches: onDocuments(where) }
  }

  #either(): Condition {
    const first = this.#both()
    const of = [first]
    while (this.#takeWord('or')) of.push(this.#both())
    return of.length === 1 ? first : { op: 'or', of }
  }

  #both(): Condition {
    const first = this.#negation()
    const of = [first]
    while (this.#takeWord('and')) of.push(this.#negation())
    return of.length === 1 ? first : { op: 'and', of }
  }

  #negation(): Condition {
    if (this.#takeWord('not')) return { op: 'not', of: this.#nested(() => this.#negation()) }
    if (!this.#take('(')) return this.#comparison()
    const condition = this.#nested(() => this.#either())
    this.#expect(this.#take(')'), '")"')
    return condition
  }

  #nested(rule: () => Condition): Condition {
    if (this.#depth >= depthMax) return this.#fail(`nested deeper than ${depthMax}`)
    this.#depth++
    const condition = rule()
    this.#depth--
    return condition
  }

  #comparison(): Condition {
    const { kind, text } = this.#next
    const field = kind === 'name' ? fieldNamed(text) : undefined
    if (field === undefined) return this.#fail(`expected ${fieldNames}, not ${this.#found}`)
    this.#position++
    return this.#takeWord('in') ? isOneOf(field, this.#list(field)) : this.#operatorAndLiteral(field)
  }

  #operatorAndLiteral(field: Field): Condition {
    const operator = this.#next
    this.#expect(operator.kind === 'operator', 'an operator (= != < <= > >= in)')
    const isOrder = operator.text.startsWith('<') || operator.text.startsWith('>')
    if (isOrder && field.type === 'tags') this.#fail('tags have no order; use = != or in')
    this.#position++
    if (isOrder && this.#isBoolean) this.#fail('only numbers and strings have an order')
    return compareWith(field, operator.text, this.#literal(field))
  }

  #list(field: Field): Value[] {
    this.#expect(this.#take('['), '"["')
    const literals = [this.#literal(field)]
    while (this.#take(',')) literals.push(this.#literal(field))
    this.#expect(this.#take(']'), '"," or "]"')
    return literals
  }

  #literal(field: Field): Value {
    const { kind, text } = this.#next
    const isString = kind === 'string'
    if (field.type === 'attribute') this.#expect(isString || kind === 'number' || this.#isBoolean, 'a value')
    else this.#expect(isString, 'a string in quotes')
    this.#position++
    if (isString) return text
    return kind === 'number' ? Number(text) : text.toLowerCase() === 'true'
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#position, this.#tokens.length - 1)]!
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

  #fail(message: string): Condition {
    const { kind, text, column } = this.#next
    this.#error ??= { ok: false, column, message: kind === 'invalid' ? text : message }
    this.#position = this.#tokens.length
    return { op: 'or', of: [] }
  }
}
