import { useCall } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { TextField } from '../../ui/fields.tsx'
import { AnswerOf } from '../../ui/panel.tsx'
import type { SearchSettings } from './settings-text.ts'

/** What a search gives today, and what its pins, blocks and synonyms will make of it. */
export function Preview({ settings: { rules = [], synonyms = [] } }: { readonly settings: SearchSettings }) {
  const [query, setQuery] = useParam('preview')
  const words = synonyms.find((group) => group.some((word) => word.toLowerCase() === query.toLowerCase())) ?? [query]
  const rule = rules.find((one) => one.query.toLowerCase() === query.trim().toLowerCase())
  const now = useCall('search', { body: { q: query, limit: 8 } }, { enabled: query !== '' })
  const then = useCall('search', { body: { q: words.join(' '), limit: 8 } }, { enabled: query !== '' })
  const titleOf = ({ itemId, item }: { itemId: string; item?: { title: string } }) => item?.title ?? itemId
  const found =
    then.data?.data.filter(({ itemId }) => ![...(rule?.pins ?? []), ...(rule?.blocks ?? [])].includes(itemId)) ?? []
  return (
    <fieldset className="preview">
      <TextField label="Preview of a query" value={query} onChange={setQuery} placeholder="type a query" />
      {query && (
        <div className="columns">
          <div>
            <h3>Now</h3>
            <AnswerOf query={now}>
              {({ data, meta }) => (
                <>
                  {meta.corrected && <p className="small quiet">Corrected to “{meta.corrected}”</p>}
                  <ol className="numbered">
                    {data.map((hit) => (
                      <li key={hit.itemId}>{titleOf(hit)}</li>
                    ))}
                  </ol>
                </>
              )}
            </AnswerOf>
          </div>
          <div>
            <h3>After saving, about</h3>
            {then.data?.meta.corrected && <p className="small quiet">Corrected to “{then.data.meta.corrected}”</p>}
            <ol className="numbered">
              {(rule?.pins ?? []).map((id) => (
                <li key={id}>{id} (pinned)</li>
              ))}
              {found.map((hit) => (
                <li key={hit.itemId}>{titleOf(hit)}</li>
              ))}
            </ol>
          </div>
        </div>
      )}
    </fieldset>
  )
}
