import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DrawnPage } from './draw-page.tsx'
import { drawPages } from './draw-pages.ts'

/** A file of the build, in the manifest of Vite. */
interface Chunk {
  readonly file: string
  /** Keys of what it imports at once. */
  readonly imports?: readonly string[]
  /** Keys of what it imports later. */
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}
type Manifest = Readonly<Record<string, Chunk>>

const pageModule = /^src\/pages\/([a-z]+)\/\1\.tsx$/
const page = 'index.html'

/**
 * Writes a form of the page for each page of the console, `pages/<id>.html`, which holds the page as it is without its
 * answers, and preloads its code: else the browser learns what it needs only from the script that needs it, a round
 * trip later. `index.html`, for all other addresses, preloads what every page needs.
 */
export async function writePages(root: string, outDir: string): Promise<void> {
  const manifestFile = join(outDir, '.vite/manifest.json')
  const manifest: Manifest = JSON.parse(await readFile(manifestFile, 'utf8'))
  const html = await readFile(join(outDir, page), 'utf8')
  // The script of the page imports what stands around every page, and nothing else.
  const shell = manifest[page]?.dynamicImports ?? []
  await mkdir(join(outDir, 'pages'))
  const keyOf = new Map(Object.keys(manifest).map((key) => [pageModule.exec(key)?.[1] ?? '', key]))
  keyOf.delete('')
  for (const [id, drawn] of await drawPages(root, [...keyOf.keys()])) {
    const preloads = preloading(html, manifest, [...shell, keyOf.get(id) ?? ''])
    await writeFile(join(outDir, 'pages', `${id}.html`), withDrawn(preloads, drawn))
  }
  await writeFile(join(outDir, page), preloading(html, manifest, shell))
  await rm(join(outDir, '.vite'), { recursive: true })
}

function preloading(html: string, manifest: Manifest, keys: readonly string[]): string {
  const chunks = [...new Set(keys.flatMap((key) => withImports(manifest, key)))].map((key) => manifest[key])
  const tags = [
    ...chunks.flatMap((chunk) => chunk?.css ?? []).map((file) => ({ rel: 'stylesheet', file })),
    ...chunks.flatMap((chunk) => chunk?.file ?? []).map((file) => ({ rel: 'modulepreload', file })),
  ]
  const missing = tags.filter(({ file }) => !html.includes(file)).map(({ rel, file }) => tag(rel, file))
  return html.replace('</head>', `  ${missing.join('\n    ')}\n  </head>`)
}

/** The first script and the styles come before what the page can be seen without. */
const tag = (rel: string, file: string) =>
  `<link rel="${rel}" crossorigin href="/console/${file}"${rel === 'modulepreload' ? ' fetchpriority="low"' : ''}>`

const withDrawn = (html: string, { title, scopes, html: drawn }: DrawnPage): string =>
  html
    .replace(/<title>.*<\/title>/, () => `<title>${title}</title>`)
    .replace('<div id="root">', () => `<div id="root" data-drawn data-scopes="${scopes.join(' ')}">${drawn}`)

/** All that a chunk imports at once, the libraries first, and itself; the script of the page is in the page already. */
function withImports(manifest: Manifest, key: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(key) || key === page) return []
  seen.add(key)
  return [...(manifest[key]?.imports ?? []).flatMap((each) => withImports(manifest, each, seen)), key]
}
