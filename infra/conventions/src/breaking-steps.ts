/**
 * The steps of a migration that break the services of the version before, which run until a deployment ends. A change
 * is made in two versions: the first expands the schema, and one after it contracts it (Sadalage and Ambler,
 * "Refactoring Databases", 2006). Nothing is said of the bodies of functions and of `do`, and of what the migration
 * creates itself.
 */

interface Rule {
  /** What breaks; the group `name` is what it happens to. */
  readonly pattern: RegExp
  readonly fix: string
}

const name = String.raw`(?:only\s+|if\s+(?:not\s+)?exists\s+)*(?<name>[\w."]+)`
const kinds = '(?:table|view|function|procedure|type|sequence|schema)'
const alter = String.raw`^alter\s+table\s+${name}\b[^;]*?`
/** Of one column: not null, without a default. */
const requiredOnly = String.raw`(?=[^,;]*\bnot\s+null\b)(?![^,;]*\b(?:default|generated)\b)`
const rules: readonly Rule[] = [
  {
    pattern: new RegExp(
      String.raw`^drop\s+(?:table|(?:materialized\s+)?view|function|procedure|type|sequence|schema)\s+${name}`,
    ),
    fix: 'the version before may still use it; drop it in the version after the last that does',
  },
  {
    pattern: new RegExp(String.raw`${alter}\bdrop\s+column\b`),
    fix: 'the version before may still use the column; drop it in the version after the last that does',
  },
  {
    pattern: new RegExp(String.raw`^alter\s+(?:table|view|function|procedure|type|schema)\s+${name}\b[^;]*?\brename\b`),
    fix: 'the version before knows the old name; add the new one beside it',
  },
  {
    pattern: new RegExp(String.raw`${alter}\balter\s+(?:column\s+)?\w+\s+(?:set\s+data\s+)?type\b`),
    fix: 'the version before writes the old type; add a column beside it',
  },
  {
    pattern: new RegExp(String.raw`${alter}\balter\s+(?:column\s+)?\w+\s+set\s+not\s+null\b`),
    fix: 'the version before may write none; require it in the version after',
  },
  {
    pattern: new RegExp(String.raw`${alter}\badd\s+(?:column\s+)?(?!constraint\b)\w+\s${requiredOnly}`),
    fix: 'the version before writes none; give the column a default',
  },
  {
    pattern: new RegExp(
      String.raw`${alter}\b(?:drop\s+constraint|add\s+(?:constraint|check|unique|primary|foreign))\b`,
    ),
    fix: 'the version before may rely on the constraint that goes, or break the one that comes',
  },
  {
    pattern: new RegExp(
      String.raw`^revoke\b[^;]*?\bon\s+(?:(?:function|table|sequence|schema)\s+)?${name}[^;]*\bfrom\s+inkling_`,
    ),
    fix: 'the version before may still need the right',
  },
]

/** Says that a step belongs to a contraction, and why it is safe: which version was the last to use it. */
const mark = /--\s*contract:\s*\S+/i
const creates = new RegExp(String.raw`^create\s+(?:or\s+replace\s+|unlogged\s+|materialized\s+)*${kinds}\s+${name}`)

interface Statement {
  /** Without comments, literals and bodies, in lower case, with single spaces. */
  readonly text: string
  readonly line: number
  readonly isMarked: boolean
}

/** One finding per step, as `LINE: what is wrong`. */
export function breakingSteps(migration: string): string[] {
  const [up = ''] = migration.split(/^-- migrate:down/m)
  const all = statementsOf(up)
  const created = new Set(all.flatMap(({ text }) => creates.exec(text)?.groups?.name ?? []))
  return all.flatMap(({ text, line, isMarked }) => {
    if (isMarked) return []
    const rule = rules.find(({ pattern }) => {
      const found = pattern.exec(text)?.groups?.name
      return found !== undefined && !created.has(found)
    })
    return rule ? [`${line}: ${rule.fix}, or mark the step with "-- contract: VERSION", the last one that used it`] : []
  })
}

const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$|;|[^;'$/-]+|[\s\S]/g

function statementsOf(sql: string): Statement[] {
  const statements: Statement[] = []
  let [text, line, at, isMarked] = ['', 1, 1, false]
  for (const [part] of sql.matchAll(token)) {
    if (part.startsWith('--')) isMarked ||= mark.test(part)
    else if (part === ';') {
      statements.push({ text: text.trim().replaceAll(/\s+/g, ' ').toLowerCase(), line: at, isMarked })
      ;[text, isMarked] = ['', false]
    } else {
      if (text.trim() === '')
        at = line + (part.length - part.trimStart().length > 0 ? linesIn(/^\s*/.exec(part)?.[0]) : 0)
      text += /^['$]./.test(part) || part.startsWith('/*') ? ' ' : part
    }
    line += linesIn(part)
  }
  return statements
}

const linesIn = (text = '') => text.split('\n').length - 1
