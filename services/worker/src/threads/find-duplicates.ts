import {
  contentRows,
  forgetProposals,
  type ItemContent,
  type NewMerge,
  proposeMerges,
  readIdsByAge,
  readItemContents,
} from '@inkling/database'
import { NearDuplicates } from '@inkling/hygiene'
import type { JobPayload } from '@inkling/queues'
import type { ThreadInput, ThreadPorts } from './serve-thread.ts'

export type FindDuplicatesInput = ThreadInput & Pick<JobPayload<'dedupe'>, 'runId' | 'similarity' | 'ignore'>

/** The result of a run. */
export interface DuplicateItems {
  readonly items: number
  /** How many of them would be merged. */
  readonly changes: number
  /** How many of these have the same words in the same order as their survivors. */
  readonly exact: number
  readonly samples: readonly Sample[]
}

interface Sample {
  readonly itemId: string
  readonly survivorId: string
  readonly similarity: number
  readonly title: string
}

const samples = 10

/**
 * Compares a tenant's items by their titles and texts, and stores the merges that it proposes. Of items that say the
 * same, the one that was created first survives. Items with different kinds, tags, attributes or times of expiry are
 * never merged, unless the field is to be ignored.
 */
export async function findDuplicates(
  { runId, similarity: leastSimilarity, ignore }: FindDuplicatesInput,
  { tenant, onProgress }: Pick<ThreadPorts, 'tenant' | 'onProgress'>,
): Promise<DuplicateItems> {
  await forgetProposals(tenant, runId)
  const ids = await readIdsByAge(tenant)
  const duplicates = new NearDuplicates({ leastSimilarity })
  const versions = new Map<string, bigint>()
  const found = { items: 0, changes: 0, exact: 0, samples: [] as Sample[] }
  for (let at = 0; at < ids.length; at += contentRows) {
    const merges: NewMerge[] = []
    for (const item of await readItemContents(tenant, ids.slice(at, at + contentRows))) {
      found.items++
      const duplicate = duplicates.add(toDocument(item, ignore))
      const survivorVersion = duplicate && versions.get(duplicate.survivorId)
      if (!duplicate || survivorVersion === undefined) {
        versions.set(item.id, item.version)
        continue
      }
      const { survivorId, similarity, isExact } = duplicate
      merges.push({ itemId: item.id, version: item.version, survivorId, survivorVersion, similarity })
      if (isExact) found.exact++
      if (found.samples.length < samples)
        found.samples.push({ itemId: item.id, survivorId, similarity, title: item.title })
    }
    await proposeMerges(tenant, runId, merges)
    found.changes += merges.length
    onProgress((at + contentRows) / (ids.length + contentRows))
  }
  return found
}

function toDocument({ id, title, text, kind, tags, attributes, expiresAt }: ItemContent, ignore: readonly string[]) {
  const facts = { kind, tags: tags.toSorted(), attributes: Object.entries(attributes).sort() }
  const compared = Object.entries(facts).filter(([name]) => !ignore.includes(name))
  return { id, text: `${title}\n${text ?? ''}`, group: JSON.stringify([compared, expiresAt]) }
}
