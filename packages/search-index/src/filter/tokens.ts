type TokenKind = 'name' | 'string' | 'number' | 'operator' | 'punctuation' | 'invalid' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** The word, sign or digits as written; the content of a string; what is wrong with an invalid token. */
  readonly text: string
  /** 1-based, in UTF-16 units. */
  readonly column: number
}

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', /[\p{L}_][\p{L}\p{N}_.-]*/uy],
  ['number', /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ['string', /"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'/sy],
  ['operator', /!=|<=|>=|[=<>]/y],
  ['punctuation', /[()[\],]/y],
]
const space = /\s*/y
const escapePattern = /\\(?:u([0-9a-fA-F]{4})|(.))/gsu
const control: Record<string, string> = { n: '\n', t: '\t', r: '\r' }

/** The tokens of a filter. The last one is `end`, or `invalid` where no token matches. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  for (let offset = skipSpace(source, 0); offset < source.length; offset = skipSpace(source, offset)) {
    const matched = patterns
      .map(([kind, pattern]) => ({ kind, text: matchAt(pattern, source, offset) }))
      .find(({ text }) => text !== undefined)
    if (matched?.text === undefined) return [...tokens, invalid(source, offset)]
    const text = matched.kind === 'string' ? contentOf(matched.text) : matched.text
    tokens.push({ kind: matched.kind, text, column: offset + 1 })
    offset += matched.text.length
  }
  return [...tokens, { kind: 'end', text: '', column: source.length + 1 }]
}

function skipSpace(source: string, offset: number): number {
  return offset + (matchAt(space, source, offset)?.length ?? 0)
}

function matchAt(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(source)?.[0]
}

function contentOf(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(escapePattern, (_, code: string | undefined, character: string) =>
      code === undefined ? (control[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
    )
}

function invalid(source: string, offset: number): Token {
  const character = String.fromCodePoint(source.codePointAt(offset) ?? 0)
  const text = character === '"' || character === "'" ? 'this string does not end' : `${character} has no meaning here`
  return { kind: 'invalid', text, column: offset + 1 }
}
