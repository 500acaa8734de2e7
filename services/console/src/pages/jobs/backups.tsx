import { bytes, duration } from '../../data/format.ts'
import { allows, useSession } from '../../data/session.ts'
import { type Answer, live, useAction, useCall } from '../../data/use-call.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FaultOfActions } from '../../ui/fault-of-actions.tsx'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { Stat } from '../../ui/stat.tsx'

const names = ['verified_age_seconds', 'drill_age_seconds', 'rpo_seconds', 'rto_seconds', 'size_bytes']
  .map((name) => `inkling_backup_${name}`)
  .join(',')

const meanings: Readonly<Record<string, string>> = {
  inkling_backup_verified_age_seconds: 'Newest verified backup',
  inkling_backup_drill_age_seconds: 'Last restore drill',
  inkling_backup_rpo_seconds: 'Could be lost (RPO)',
  inkling_backup_rto_seconds: 'Restore takes (RTO)',
}

/** How old the newest backup and the last drill are, as the worker measures them. */
export function Backups() {
  const { data: session } = useSession()
  const metrics = useCall('getMetrics', { query: { names } }, { every: live.slow })
  const backup = useAction('createBackup', ['getMetrics'])
  return (
    <Panel
      title="Backups"
      note="One is made each night, and restored as a drill"
      actions={
        allows(session, ['ops:write']) && (
          <ActionButton label="Back up now" action={backup} input={{ body: {} }} sure="Start a backup" />
        )
      }
    >
      <FaultOfActions actions={[backup]} />
      <AnswerOf query={metrics}>
        {(report) => {
          const samples = samplesOf(report)
          if (samples.length === 0)
            return (
              <Empty title="No backup was measured yet">The worker measures them once there is a repository.</Empty>
            )
          return (
            <div className="stats">
              {samples.map(({ name, labels, value }) => (
                <Stat
                  key={`${name} ${Object.values(labels).join(' ')}`}
                  label={
                    meanings[name] ?? (labels.of === 'database' ? 'Size of the database' : 'Added to the repository')
                  }
                  value={name.endsWith('_bytes') ? bytes(value) : duration(value * 1_000)}
                  note={labels.repository ? `repository ${labels.repository}` : undefined}
                />
              ))}
            </div>
          )
        }}
      </AnswerOf>
    </Panel>
  )
}

const samplesOf = ({ processes }: Answer<'getMetrics'>) =>
  processes.flatMap(({ samples }) => samples).filter(({ value }) => value > 0)
