import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bundleSnippet, bundleVitals, snippetFile, vitalsFile } from './bundle-snippet.ts'

await mkdir(dirname(snippetFile), { recursive: true })
await writeFile(snippetFile, await bundleSnippet())
await writeFile(vitalsFile, await bundleVitals())
