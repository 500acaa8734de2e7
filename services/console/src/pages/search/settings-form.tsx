import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { faultOf } from '../../data/fault-of.ts'
import { ask } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Conflict } from './conflict.tsx'
import { Preview } from './preview.tsx'
import type { ReadSettings } from './read-settings.ts'
import { type SettingsText, settingsOf, textOf } from './settings-text.ts'

interface SettingsFormProps {
  /** What the form begins with. */
  readonly read: ReadSettings
  readonly mayWrite: boolean
  readonly onSaved: () => void
}

const languages = ['', 'en', 'de', 'es', 'fr', 'none'] as const

export function SettingsForm({ read, mayWrite, onSaved }: SettingsFormProps) {
  const [{ value: settings, etag }, setBase] = useState(read)
  const [proposed, setProposed] = useParam('synonym')
  const [text, setText] = useState<SettingsText>(() => {
    const shown = textOf(settings)
    return proposed ? { ...shown, synonyms: [shown.synonyms, proposed].filter(Boolean).join('\n') } : shown
  })
  const change = (name: keyof SettingsText) => (value: string) => setText((former) => ({ ...former, [name]: value }))
  const next = settingsOf(text)
  const save = useMutation({
    mutationFn: (over: string) =>
      ask('putSearchSettings', { body: next }, { headers: over ? { 'if-match': over } : {} }),
    onSuccess: () => {
      setProposed('')
      onSaved()
    },
  })
  const isConflict = save.error !== null && faultOf(save.error).status === 412
  const isChanged = JSON.stringify(next) !== JSON.stringify(settingsOf(textOf(settings)))
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(etag)
      }}
    >
      <Choice
        label="Language"
        value={text.language}
        onChange={change('language')}
        options={languages}
        blank="default"
      />
      <FieldWeights text={text} onChange={change} />
      <Lines label="Synonyms: a group per line, with commas" value={text.synonyms} onChange={change('synonyms')} />
      <Lines label="Rules: query | + pinned item | - blocked item" value={text.rules} onChange={change('rules')} />
      <Preview settings={next} />
      {save.error && !isConflict && (
        <div className="form-actions">
          <FaultNote error={save.error} />
        </div>
      )}
      {isConflict && (
        <Conflict
          onKeepMine={(theirs) => {
            setBase(theirs)
            save.mutate(theirs.etag)
          }}
          onTakeTheirs={onSaved}
        />
      )}
      {mayWrite && (
        <div className="form-actions">
          <button type="submit" className="button primary" disabled={!isChanged || save.isPending}>
            Save
          </button>
          {isChanged && (
            <span className="quiet small">Not saved yet. A change by somebody else meanwhile is never lost.</span>
          )}
        </div>
      )}
    </form>
  )
}

interface FieldWeightsProps {
  readonly text: SettingsText
  readonly onChange: (name: keyof SettingsText) => (value: string) => void
}

const FieldWeights = ({ text, onChange }: FieldWeightsProps) =>
  (['title', 'tags', 'text'] as const).map((name) => (
    <label key={name}>
      Weight of the {name}
      <input
        type="number"
        min="0"
        max="100"
        step="any"
        placeholder="default"
        value={text[name]}
        onChange={({ target }) => onChange(name)(target.value)}
      />
    </label>
  ))

interface LinesProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

const Lines = ({ label, value, onChange }: LinesProps) => (
  <label className="lines">
    {label}
    <textarea rows={6} spellCheck={false} value={value} onChange={({ target }) => onChange(target.value)} />
  </label>
)
