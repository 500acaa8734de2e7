import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../data/use-call.ts'
import { useParam } from '../../data/use-param.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Preview } from './preview.tsx'
import { type SearchSettings, type SettingsText, settingsOf, textOf } from './settings-text.ts'

interface SettingsFormProps {
  readonly settings: SearchSettings
  readonly etag: string
  readonly mayWrite: boolean
  readonly onSaved: () => void
}

const languages = ['', 'en', 'de', 'es', 'fr', 'none'] as const

export function SettingsForm({ settings, etag, mayWrite, onSaved }: SettingsFormProps) {
  const [proposed, setProposed] = useParam('synonym')
  const [text, setText] = useState<SettingsText>(() => {
    const shown = textOf(settings)
    return proposed ? { ...shown, synonyms: [shown.synonyms, proposed].filter(Boolean).join('\n') } : shown
  })
  const change = (name: keyof SettingsText) => (value: string) => setText((former) => ({ ...former, [name]: value }))
  const next = settingsOf(text)
  const save = useMutation({
    mutationFn: () => ask('putSearchSettings', { body: next }, { headers: etag ? { 'if-match': etag } : {} }),
    onSuccess: () => {
      setProposed('')
      onSaved()
    },
  })
  const isChanged = JSON.stringify(next) !== JSON.stringify(settingsOf(textOf(settings)))
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Choice
        label="Language"
        value={text.language}
        onChange={change('language')}
        options={languages}
        blank="default"
      />
      {(['title', 'tags', 'text'] as const).map((name) => (
        <label key={name}>
          Weight of the {name}
          <input
            type="number"
            min="0"
            max="100"
            step="any"
            placeholder="default"
            value={text[name]}
            onChange={({ target }) => change(name)(target.value)}
          />
        </label>
      ))}
      <Lines label="Synonyms: a group per line, with commas" value={text.synonyms} onChange={change('synonyms')} />
      <Lines label="Rules: query | + pinned item | - blocked item" value={text.rules} onChange={change('rules')} />
      <Preview settings={next} />
      {save.error && (
        <div className="form-actions">
          <FaultNote error={save.error} />
        </div>
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
