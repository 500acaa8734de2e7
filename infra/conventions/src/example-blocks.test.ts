import { expect, it } from 'vitest'
import { exampleBlocks } from './example-blocks.ts'

const markdown = '# Title\n\n```ts\nconst a = 1\n```\n\n```sh\nls\n```\n\n```ts\nconst b = 2\n```\n'

it('exampleBlocks returns each TypeScript block of a Markdown file and no other', () => {
  expect(exampleBlocks(markdown).map(({ code }) => code.trim())).toEqual([
    'const a = 1\nexport {}',
    'const b = 2\nexport {}',
  ])
})

it('exampleBlocks keeps the line numbers of the Markdown file', () => {
  const lines = markdown.split('\n')
  expect(exampleBlocks(markdown).map(({ line }) => line)).toEqual([3, 11])
  expect(exampleBlocks(markdown).map(({ line, code }) => code.split('\n')[line] === lines[line])).toEqual([true, true])
})
