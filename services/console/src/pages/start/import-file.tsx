import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { FileFault } from '../../data/file-fault.ts'
import { counted } from '../../data/format.ts'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ChooseColumns } from './choose-columns.tsx'
import type { Plan } from './plan.ts'
import { Planned } from './planned.tsx'
import { readFile } from './read-file.ts'
import type { Chosen, useImports } from './use-imports.ts'

interface ImportFileProps extends Pick<ReturnType<typeof useImports>, 'change' | 'dismiss'> {
  readonly chosen: Chosen
  readonly onImported: (kind: Plan['kind']) => void
}

/** Shows how a file is read, and imports it when told to. */
export function ImportFile({ chosen, change, dismiss, onImported }: ImportFileProps) {
  const { id, file, choice, progress } = chosen
  const plan = useQuery({
    queryKey: ['plan', id, choice],
    queryFn: async () => {
      const [lines, { planImport }] = await Promise.all([readFile(file), import('./plan.ts')])
      return planImport(file.name, lines, choice)
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  const isRunning = progress !== undefined && !progress.isDone && !progress.error
  return (
    <Panel
      title={file.name}
      note={plan.data ? `${plan.data.format}, ${counted(plan.data.lines, 'line')}` : plan.error ? '' : 'Reading…'}
      actions={
        !isRunning && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Dismiss ${file.name}`}
            title="Dismiss"
            onClick={() => dismiss(id)}
          >
            <X />
          </button>
        )
      }
    >
      {plan.error && <FaultNote error={plan.error} />}
      {plan.error instanceof FileFault && plan.error.columns.length > 0 && (
        <ChooseColumns columns={plan.error.columns} onChosen={(next) => change(id, { choice: next })} />
      )}
      {plan.data && (
        <Planned
          plan={plan.data}
          progress={progress}
          onProgress={(next) => change(id, { progress: next })}
          onImported={() => onImported(plan.data.kind)}
        />
      )}
    </Panel>
  )
}
