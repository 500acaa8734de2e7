import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { DrawnPage } from './draw-page.tsx'
import { viteOptions } from './vite-options.ts'

/** What the modules of the console ask of a browser when they are loaded. */
const browser = { location: new URL('http://console.invalid/console') }

/** Draws pages as they are before any answer has come, by their ids. */
export async function drawPages(root: string, ids: readonly string[]): Promise<ReadonlyMap<string, DrawnPage>> {
  const folder = await mkdtemp(join(root, '.dist-drawing-'))
  try {
    const { build: options = {}, ...others } = viteOptions(root, folder)
    await build({
      ...others,
      ssr: { noExternal: true },
      build: { ...options, manifest: false, ssr: join(root, 'build/draw-page.tsx'), rolldownOptions: {} },
    })
    Object.assign(globalThis, browser)
    const { drawPage } = await import(pathToFileURL(join(folder, 'draw-page.js')).href)
    const drawn: Map<string, DrawnPage> = new Map()
    for (const id of ids) drawn.set(id, await drawPage(id))
    return drawn
  } finally {
    await rm(folder, { recursive: true })
  }
}
