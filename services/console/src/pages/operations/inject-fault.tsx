import { useState } from 'react'
import { numberIn } from '../../data/number-in.ts'
import { type Input, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { FaultNote } from '../../ui/fault-note.tsx'
import { Choice, TextField } from '../../ui/fields.tsx'

type Body = NonNullable<Input<'injectFault'>>['body']

const kinds = ['latency', 'error', 'hang', 'close'] as const
const services = ['', 'gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const
const latencyMs = 500
/** That of the call. */
const maxSeconds = 3_600

/** A fault in the calls to a dependency. */
export function InjectFault() {
  const [kind, setKind] = useState<string>('latency')
  const [dependency, setDependency] = useState('Postgres')
  const [service, setService] = useState('')
  const [seconds, setSeconds] = useState('60')
  const inject = useAction('injectFault', ['listFaults'])
  const resilience = useCall('getResilience')
  const known = resilience.data?.processes.flatMap(({ policies }) => policies.map(({ name }) => name)) ?? []
  const chosen = kinds.find((one) => one === kind) ?? 'latency'
  const of = services.find((one) => one === service)
  const body: Body = {
    kind: chosen,
    dependency,
    seconds: Number(seconds),
    ...(of && { service: of }),
    ...(chosen === 'latency' && { latencyMs }),
  }
  return (
    <form className="form" onSubmit={(event) => event.preventDefault()}>
      {inject.error && <FaultNote error={inject.error} />}
      <Choice label="Kind" value={kind} onChange={setKind} options={kinds} />
      <Choice
        label="Calls to"
        value={dependency}
        onChange={setDependency}
        options={[...new Set([dependency, ...known])].toSorted()}
      />
      <Choice label="Made by" value={service} onChange={setService} options={services} blank="every process" />
      <TextField
        label="Seconds"
        value={seconds}
        onChange={setSeconds}
        type="number"
        error={numberIn(seconds, { min: 1, max: maxSeconds }).error}
      />
      <ActionButton
        label="Inject the fault"
        action={inject}
        input={{ body }}
        sure={`Really: ${chosen} of ${dependency}`}
      />
    </form>
  )
}
