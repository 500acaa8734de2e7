import { expect, it } from 'vitest'
import { deadLinks } from './dead-links.ts'

/** The faults of `packages/a/README.md` in a repository that also has the given files. */
function faultsOf(markdown: string, others: Readonly<Record<string, string>> = {}, file = 'packages/a/README.md') {
  const files = new Map(Object.entries({ ...others, [file]: markdown }))
  const exists = (path: string) => files.has(path) || [...files.keys()].some((name) => name.startsWith(`${path}/`))
  return deadLinks(file, { exists, read: (path) => files.get(path) ?? '' })
}

const others = { 'LICENSE.md': '# The licence, in short', 'packages/a/src/a.ts': '', 'packages/b/src/b.ts': '' }

it.each([
  ['a relative link', '[licence](../../LICENSE.md)'],
  ['a link to a folder', '[b](../b/src)'],
  ['a link to a heading', '[licence](../../LICENSE.md#the-licence-in-short)'],
  ['a link to a heading of its own', '[below](#what-it-does)\n\n## What it does'],
  ['an address', '[site](https://example.com/none.md)'],
  ['a path of the workspace', '`src/a.ts`'],
  ['a path of the repository', '`packages/b/src/b.ts`'],
  ['a placeholder', '`packages/NAME/src/*.ts`, `src/`'],
  ['a fenced block', '```\n[none](none.md) `packages/none`\n```'],
  ['an indented block', '    cat `packages/none`'],
])('deadLinks accepts %s', (_name, markdown) => {
  expect(faultsOf(markdown, others)).toEqual([])
})

it.each([
  ['[none](none.md)', 'the link none.md leads to no file'],
  ['[licence](../../LICENSE.md#none)', 'LICENSE.md has no heading #none'],
  ['[below](#none)', 'packages/a/README.md has no heading #none'],
  ['`src/none.ts`', 'there is no src/none.ts'],
  ['`packages/none/src`', 'there is no packages/none/src'],
])('deadLinks finds that %s leads nowhere', (markdown, fault) => {
  expect(faultsOf(markdown, others)).toEqual([fault])
})

it('deadLinks accepts a path of the workspace in a file of one of its folders', () => {
  expect(faultsOf('`src/a.ts`', others, 'packages/a/bench/RESULTS.md')).toEqual([])
  expect(faultsOf('`src/b.ts`', others, 'packages/a/bench/RESULTS.md')).toEqual(['there is no src/b.ts'])
})

it('deadLinks lets the changelog name paths that are gone, but checks its links', () => {
  const markdown = '`packages/none` [none](none.md)'
  expect(faultsOf(markdown, others, 'CHANGELOG.md')).toEqual(['the link none.md leads to no file'])
})
