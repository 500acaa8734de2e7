import { useQuery } from '@tanstack/react-query'
import { visible } from '../../data/visible.ts'
import { AnswerOf } from '../../ui/panel.tsx'
import { type ReadSettings, readSettings } from './read-settings.ts'
import { textOf } from './settings-text.ts'

interface ConflictProps {
  readonly onKeepMine: (theirs: ReadSettings) => void
  readonly onTakeTheirs: () => void
}

/** Somebody else saved meanwhile: both versions are there, and a person decides. */
export function Conflict({ onKeepMine, onTakeTheirs }: ConflictProps) {
  const theirs = useQuery({ queryKey: ['getSearchSettings', 'of somebody else'], queryFn: readSettings, gcTime: 0 })
  return (
    <section className="preview" aria-label="Conflict" role="alert">
      <div>
        <h3>Somebody else saved these settings meanwhile</h3>
        <p className="quiet">What you typed is still in the form. This is what was saved:</p>
      </div>
      <AnswerOf query={theirs}>
        {(read) => {
          const { synonyms, rules, ...others } = textOf(read.value)
          return (
            <>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
              <pre tabIndex={0}>
                {visible(
                  [
                    ...Object.entries(others).flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])),
                    ...(synonyms ? ['synonyms:', synonyms] : []),
                    ...(rules ? ['rules:', rules] : []),
                  ].join('\n'),
                ) || 'nothing: all settings are the defaults'}
              </pre>
              <div className="actions">
                <button type="button" className="button" onClick={() => onKeepMine(read)}>
                  Replace it by mine
                </button>
                <button type="button" className="button" onClick={onTakeTheirs}>
                  Drop mine and edit this
                </button>
              </div>
            </>
          )
        }}
      </AnswerOf>
    </section>
  )
}
