import { expect, it } from 'vitest'
import { type Span, spanRows, unfolded } from './span-tree.ts'

const span = (spanId: string, parentId: string | null, startMs: number, durationMs: number) =>
  ({ spanId, parentId, startMs, durationMs }) as Span

it('spans stand below their parents, and one whose parent is missing is a root', () => {
  const rows = spanRows([span('a', null, 0, 10), span('b', 'a', 1, 2), span('c', 'b', 1, 1), span('d', 'lost', 3, 1)])
  expect(rows.map(({ span: { spanId }, depth }) => [spanId, depth])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
    ['d', 0],
  ])
})

it('the critical path leaves out what ran beside something longer', () => {
  const rows = spanRows([
    span('root', null, 0, 10),
    span('first', 'root', 0, 4),
    span('beside', 'root', 1, 2),
    span('last', 'root', 5, 5),
  ])
  expect(rows.filter(({ isCritical }) => isCritical).map(({ span: { spanId } }) => spanId)).toEqual([
    'root',
    'first',
    'last',
  ])
})

it('a chain of ten thousand spans is a tree', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) => span(`${index}`, index ? `${index - 1}` : null, index, 1))
  expect(spanRows(chain).at(-1)).toMatchObject({ depth: 9_999 })
})

it('what stands below a folded span is not shown', () => {
  const rows = spanRows([span('a', null, 0, 10), span('b', 'a', 1, 2), span('c', 'b', 1, 1), span('d', 'a', 3, 1)])
  expect(rows.map(({ below }) => below)).toEqual([3, 1, 0, 0])
  const shown = (...folded: string[]) => unfolded(rows, new Set(folded)).map(({ span: { spanId } }) => spanId)
  expect(shown('b')).toEqual(['a', 'b', 'd'])
  expect(shown('a')).toEqual(['a'])
  expect(shown()).toEqual(['a', 'b', 'c', 'd'])
})
