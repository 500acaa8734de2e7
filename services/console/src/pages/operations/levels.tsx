import { percent } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Badge } from '../../ui/badge.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { GameDay } from './game-day.tsx'

const logLevels = ['trace', 'debug', 'info', 'warn'] as const

/** What each load level leaves out and refuses; levels and logs to force for a time; faults of game days. */
export function Levels() {
  const { data: session } = useSession()
  const mayWrite = allows(session, ['ops:write'])
  const resilience = useCall('getResilience', undefined, { every: live.fast })
  const force = useAction('putLoadLevel', ['getResilience'])
  const release = useAction('deleteLoadLevel', ['getResilience'])
  const log = useAction('putLogLevel')
  return (
    <>
      <Panel title="Load levels" note="A forced level ends by itself after ten minutes">
        <FaultOfActions actions={[force, release]} />
        <AnswerOf query={resilience}>
          {({ levels, processes }) => (
            <>
              <p>
                The gateway is at <Badge>{processes[0]?.load.level ?? 'unknown'}</Badge>
                {processes[0]?.load.forced && ' (forced)'}{' '}
                {mayWrite && <ActionButton label="Let it follow the load" action={release} input={undefined} />}
              </p>
              <DataTable
                name="levels"
                rows={levels}
                keyOf={({ level }) => level}
                empty={<Empty title="No level" />}
                columns={[
                  { id: 'level', title: 'Level', value: ({ level }) => level },
                  {
                    id: 'from',
                    title: 'From pressure',
                    value: ({ fromPressure }) => fromPressure,
                    cell: ({ fromPressure }) => percent(fromPressure, 0),
                    isNumber: true,
                  },
                  { id: 'without', title: 'Leaves out', value: ({ without }) => without.join(', ') || 'nothing' },
                  { id: 'refuses', title: 'Refuses', value: ({ refuses }) => refuses.join(', ') || 'nothing' },
                  {
                    id: 'force',
                    title: '',
                    value: () => '',
                    cell: ({ level }) =>
                      mayWrite && (
                        <ActionButton label="Force" action={force} input={{ body: { level } }} sure="Force it" />
                      ),
                  },
                ]}
              />
            </>
          )}
        </AnswerOf>
      </Panel>
      {mayWrite && (
        <Panel title="Log level" note="Of all services, for fifteen minutes">
          <FaultOfActions actions={[log]} />
          <div className="actions">
            {logLevels.map((level) => (
              <ActionButton key={level} label={level} action={log} input={{ body: { level } }} />
            ))}
          </div>
        </Panel>
      )}
      <GameDay mayWrite={mayWrite} />
    </>
  )
}
