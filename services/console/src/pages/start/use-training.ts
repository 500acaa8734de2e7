import { useEffect, useState } from 'react'
import type { Operation } from '../../data/replies.ts'
import { live, useAction, useCall } from '../../data/use-call.ts'

/** A training that the page starts. What the training before has measured stays until a newer one has ended. */
export function useTraining() {
  const { mutate, error, isPending } = useAction('createRun', ['listRuns'])
  const [id, setId] = useState('')
  const [report, setReport] = useState<Operation['result']>(null)
  const { data: run } = useCall('getOperation', { params: { id } }, { every: id ? live.fast : 0, enabled: id !== '' })
  useEffect(() => {
    if (run?.result) setReport(run.result)
  }, [run])
  return {
    run,
    report,
    error,
    isBusy: isPending || run?.state === 'queued' || run?.state === 'running',
    start: () => mutate({ body: { kind: 'train' } }, { onSuccess: (started) => setId(started.id) }),
  }
}
