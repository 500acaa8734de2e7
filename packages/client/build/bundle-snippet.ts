import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export const snippetFile = pathOf('../dist/inkling.js')
export const vitalsFile = pathOf('../dist/inkling-vitals.js')
const libraryFile = './web-vitals.js'

/** Builds the browser snippet as one minified script for browsers of 2020 and later. */
export const bundleSnippet = (): Promise<string> => bundle('tag.ts', 'iife')

/**
 * Builds the module that measures Web Vitals, which the snippet imports if it is asked to. It imports the library
 * `web-vitals` from beside it, so that this repository holds no copy of that.
 */
export const bundleVitals = (): Promise<string> =>
  bundle('vitals.ts', 'esm', { alias: { 'web-vitals': libraryFile }, external: [libraryFile] })

async function bundle(entry: string, format: 'iife' | 'esm', more: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [pathOf(`../src/browser/${entry}`)],
    bundle: true,
    minify: true,
    format,
    target: 'es2020',
    charset: 'utf8',
    ...more,
    banner: { js: '/*! Inkling, Apache-2.0 */' },
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
