import { metricGroup } from './metric-group.ts'

export const backupMetrics = metricGroup('the worker, if BACKUP_FOLDER is set', ({ gauge, sampledGauge }) => ({
  verifiedAge: sampledGauge(
    'backup_verified_age_seconds',
    'Age of the newest backup whose every file matches its checksum, by repository; since 1970 if there is none',
    ['repository'],
  ),
  size: gauge('backup_size_bytes', 'The newest backup: size of the database, and what it added to the repository', [
    'repository',
    'of',
  ]),
  seconds: gauge('backup_seconds', 'How long the newest backup took, by repository', ['repository']),
  drillAge: sampledGauge(
    'backup_drill_age_seconds',
    'Age of the newest drill that restored a backup, compared every table and asked it; since the first backup if ' +
      'there was none',
  ),
  rpo: gauge('backup_rpo_seconds', 'For how long, in the newest drill, a commit was in no repository yet'),
  rto: gauge('backup_rto_seconds', 'How long, in the newest drill, it took from backup to a Postgres that serves'),
  unarchived: gauge(
    'wal_unarchived_seconds',
    'How long Postgres has archived nothing of what it writes; 0 while it does in time. After a loss of its disk, ' +
      'what was written in this time is lost',
  ),
}))
