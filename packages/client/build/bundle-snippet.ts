import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export const snippetFile = pathOf('../dist/inkling.js')
export const vitalsFile = pathOf('../dist/inkling-vitals.js')

/** Builds the browser snippet as one minified script for browsers of 2020 and later. */
export const bundleSnippet = (): Promise<string> => bundle('tag.ts', 'iife')

/** Builds the module that measures Web Vitals, which the snippet imports if it is asked to. */
export const bundleVitals = (): Promise<string> => bundle('vitals.ts', 'esm')

async function bundle(entry: string, format: 'iife' | 'esm'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [pathOf(`../src/browser/${entry}`)],
    bundle: true,
    minify: true,
    format,
    target: 'es2020',
    charset: 'utf8',
    banner: { js: '/*! Inkling, Apache-2.0 */' },
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
