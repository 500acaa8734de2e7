import { writeFile } from 'node:fs/promises'
import { renderDataMap } from './render-data-map.ts'

await writeFile(new URL('../../../../infra/compliance/DATA_MAP.md', import.meta.url), renderDataMap())
