import { describe, expect, it } from 'vitest'
import { keysetPages } from './keyset.ts'

/** A table of these keys, and the keys after which it was read. */
function table(...keys: number[]) {
  const asked: number[] = []
  const readPage = async ({ key }: { key: number }, pageRows: number) => {
    asked.push(key)
    return keys
      .filter((each) => each > key)
      .map((each) => ({ key: each }))
      .slice(0, pageRows)
  }
  return { asked, pages: (pageRows: number) => keysetPages({ key: 0 }, pageRows, readPage) }
}

async function keysOf(pages: AsyncIterable<readonly { key: number }[]>): Promise<number[][]> {
  const seen: number[][] = []
  for await (const page of pages) seen.push(page.map(({ key }) => key))
  return seen
}

describe('keysetPages', () => {
  it.each([
    ['fills no page', [1, 2], [[1, 2]]],
    ['fills its last page', [1, 2, 3], [[1, 2, 3]]],
    ['has one row more than a page', [1, 2, 3, 4], [[1, 2, 3], [4]]],
    ['is empty', [], []],
  ])('reads every row once from a table that %s', async (_, keys, expected) => {
    expect(await keysOf(table(...keys).pages(3))).toEqual(expected)
  })

  it('reads the next page while the caller works on the one before', async () => {
    const { asked, pages } = table(1, 2, 3, 4, 5)
    const reader = pages(2)
    expect((await reader.next()).value).toEqual([{ key: 1 }, { key: 2 }])
    expect(asked).toEqual([0, 2])
  })

  it('throws the error of a page that cannot be read', async () => {
    const readPage = async ({ key }: { key: number }) => {
      if (key > 0) throw new Error('no disk')
      return [{ key: 1 }]
    }
    await expect(keysOf(keysetPages({ key: 0 }, 1, readPage))).rejects.toThrow('no disk')
  })

  it('leaves no unhandled error behind when the caller stops before a page that fails', async () => {
    const readPage = async ({ key }: { key: number }) => {
      if (key > 0) throw new Error('no disk')
      return [{ key: 1 }]
    }
    for await (const page of keysetPages({ key: 0 }, 1, readPage)) {
      expect(page).toEqual([{ key: 1 }])
      break
    }
  })
})
