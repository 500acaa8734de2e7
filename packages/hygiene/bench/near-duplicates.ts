/**
 * Precision, recall and CPU of near-duplicate detection on planted items:
 *     node packages/hygiene/bench/near-duplicates.ts [COUNT]
 */
import { parseArgs } from 'node:util'
import { NearDuplicates } from '../src/near-duplicates.ts'
import { plantItems } from './planted.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const items = plantItems(Number(positionals[0] ?? 100_000))
const families = new Map(items.map(({ id, family }) => [id, family]))

const before = process.cpuUsage()
const duplicates = new NearDuplicates({ leastSimilarity: 0.6 })
let found = 0
let right = 0
for (const { id, text, family } of items) {
  const duplicate = duplicates.add({ id, text, group: '' })
  if (!duplicate) continue
  found++
  if (families.get(duplicate.survivorId) === family) right++
}
const { user, system } = process.cpuUsage(before)
const planted = items.length - new Set(families.values()).size

console.log(`${items.length} items, ${planted} planted copies, ${found} found`)
console.log(`precision ${(right / found).toFixed(4)}, recall ${(right / planted).toFixed(4)}`)
console.log(`CPU ${((user + system) / 1_000 / items.length).toFixed(3)} ms per item`)
console.log(`memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`)
