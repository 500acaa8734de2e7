import { readFile } from 'node:fs/promises'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bundleSnippet, bundleVitals, snippetFile, vitalsFile } from '../build/bundle-snippet.ts'

const snippet = await readFile(snippetFile, 'utf8')

describe('the browser snippet', () => {
  it('the committed snippet is built from the present sources', async () => {
    expect(snippet).toBe(await bundleSnippet())
    expect(await readFile(vitalsFile, 'utf8')).toBe(await bundleVitals())
  })

  it('the snippet is smaller than 2 kB when gzipped', () => {
    expect(gzipSync(snippet).byteLength).toBeLessThan(2_000)
  })

  it.each([
    ['nothing', '({})'],
    ['a document', '({ document: {} })'],
    ['a tag without an address', '({ window: {}, document: { currentScript: { dataset: { key: "k" }, src: "" } } })'],
    [
      'no network, storage or history',
      `({ window: {}, location: { pathname: "/" },
          document: { currentScript: { dataset: { key: "k", url: "" }, src: "" } } })`,
    ],
  ])('the snippet throws no error in a page that has %s', (_, page) => {
    expect(() => runInContext(snippet, createContext(runInContext(page, createContext())))).not.toThrow()
  })
})
