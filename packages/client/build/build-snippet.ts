import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bundleSnippet, snippetFile } from './bundle-snippet.ts'

await mkdir(dirname(snippetFile), { recursive: true })
await writeFile(snippetFile, await bundleSnippet())
