/**
 * Processor time and memory of finding the 200 nearest of so many vectors.
 *
 *     node packages/search-index/bench/vectors.ts [ITEMS]
 */

import { seededRandom } from '@inkling/learning'
import { VectorIndex } from '../src/index.ts'
import { rounded } from './cost.ts'

const queryCount = 50
const best = 200

const items = Number(process.argv[2] ?? 100_000)
const random = seededRandom(1)
for (const dimensions of [256, 768, 1_536]) {
  const vector = () => VectorIndex.quantise(Float32Array.from({ length: dimensions }, () => random() - 0.5))
  const index = new VectorIndex()
  for (let n = 0; n < items; n++) index.put(`item-${n}`, vector())
  const queries = Array.from({ length: queryCount }, vector)
  const { user, system } = process.cpuUsage()
  for (const query of queries) index.nearest(query, { limit: best })
  const used = process.cpuUsage({ user, system })
  const millis = (used.user + used.system) / 1_000 / queryCount
  console.log(`${items} × ${dimensions}: ${rounded(millis)} ms of processor time, ${Math.round(index.bytes / 1e6)} MB`)
}
