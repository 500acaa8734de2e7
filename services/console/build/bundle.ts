import { build } from 'vite'
import { compressFiles } from './compress-files.ts'
import { viteOptions } from './vite-options.ts'
import { writePages } from './write-pages.ts'

/* Builds the console from the folder of the first argument into that of the second. */
const [, , root = '', outDir = ''] = process.argv
await build(viteOptions(root, outDir))
await writePages(root, outDir)
await compressFiles(outDir)
