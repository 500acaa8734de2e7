import { readFile } from 'node:fs/promises'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bundleSnippet, snippetFile } from '../build/bundle-snippet.ts'

const snippet = await readFile(snippetFile, 'utf8')

describe('the browser snippet', () => {
  it('is what `pnpm --filter @inkling/client build` makes of these sources', async () => {
    expect(snippet).toBe(await bundleSnippet())
  })

  it('is smaller than 2 kB on the wire', () => {
    expect(gzipSync(snippet).byteLength).toBeLessThan(2_000)
  })

  it.each([
    ['nothing', '({})'],
    ['a document', '({ document: {} })'],
    ['a tag without an address', '({ window: {}, document: { currentScript: { dataset: { key: "k" }, src: "" } } })'],
    [
      'no network, storage or history',
      '({ window: {}, document: { currentScript: { dataset: { key: "k", url: "" }, src: "" } }, location: { pathname: "/" } })',
    ],
  ])('throws nothing into a page that has %s', (_, page) => {
    expect(() => runInContext(snippet, createContext(runInContext(page, createContext())))).not.toThrow()
  })
})
