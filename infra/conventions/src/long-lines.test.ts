import { expect, it } from 'vitest'
import { longLines } from './long-lines.ts'

const words = 'word '.repeat(30)
const sql = `select ${'column_name, '.repeat(10)}id`

it.each([
  ['a comment', 'a.ts', `/** ${words}*/`],
  ['a comment after code', 'a.ts', `const a = 1 // ${words}`],
  ['a comment with an apostrophe', 'a.ts', `// It's ${words}isn't`],
  ['SQL in one template literal', 'a.ts', `const rows = await sql\`${sql}\``],
  ['SQL with quoted values', 'a.ts', `await sql\`\n${sql} where name = '${'x'.repeat(20)}'\``],
  ['a migration', 'a.sql', sql],
  ['a comment in a migration', 'a.sql', `-- ${words}`],
  ['a shell script', 'run', `# ${words}`],
  ['Markdown', 'a.md', words],
])('longLines finds %s of more than 120 columns', (_, file, text) => {
  expect(longLines(file, text)).toHaveLength(1)
})

it.each([
  ['code that is long by a quoted text', 'a.ts', `throw new Error('${words}')`],
  ['a row of a Markdown table', 'a.md', `| ${words} |`],
  ['a Markdown link', 'a.md', `- [text](https://example.com/${'x'.repeat(120)})`],
  ['a fenced block of Markdown', 'a.md', `\`\`\`\n${words}\n\`\`\``],
  ['120 columns of more than 120 bytes', 'a.md', `${'é '.repeat(60)}`],
])('longLines accepts %s', (_, file, text) => {
  expect(longLines(file, text)).toEqual([])
})

it('longLines goes on with code after a template literal ends', () => {
  const text = ['const a = sql`', '  select 1`', `const b = '${words}'`, `// ${words}`].join('\n')
  expect(longLines('a.ts', text)).toEqual([4])
})
