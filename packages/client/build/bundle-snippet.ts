import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export const snippetFile = pathOf('../dist/inkling.js')

/** Builds the browser snippet as one minified script for browsers of 2020 and later. */
export async function bundleSnippet(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [pathOf('../src/browser/tag.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    banner: { js: '/*! Inkling, Apache-2.0 */' },
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
