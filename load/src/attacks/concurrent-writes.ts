import { request, type Target } from './target.ts'

/** A prime number of ids, so that every step through them visits all. */
const ids = Array.from({ length: 401 }, (_, n) => `shared-${n}`)
const importers = 6
const batchesEach = 12
const creators = 12
const trials = 30

/** Six importers write the same 401 items at once, each in an order of its own. @returns the statuses */
export async function measureImporters(target: Target): Promise<number[]> {
  const write = async (importer: number) => {
    const statuses: number[] = []
    for (let batch = 0; batch < batchesEach; batch++) {
      const body = inSteps(importer * batchesEach + batch + 1).map((id) => ({ id, title: `Title ${importer}` }))
      statuses.push((await request(target, 'POST', '/items', { body })).status)
    }
    return statuses
  }
  return (await Promise.all(Array.from({ length: importers }, (_, importer) => write(importer)))).flat()
}

/** Twelve writers create the same item at once, thirty times. @returns how many were told 201, for each item */
export async function measureCreators(target: Target): Promise<number[]> {
  const created: number[] = []
  for (let trial = 0; trial < trials; trial++) {
    const writers = Array.from({ length: creators }, () =>
      request(target, 'PUT', `/items/only-${trial}`, { body: { title: 'One' }, headers: { 'if-none-match': '*' } }),
    )
    created.push((await Promise.all(writers)).filter(({ status }) => status === 201).length)
  }
  return created
}

const inSteps = (step: number) => ids.map((_, n) => ids[(n * step) % ids.length])
