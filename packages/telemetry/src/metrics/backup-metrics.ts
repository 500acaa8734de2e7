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
  unarchived: gauge(
    'wal_unarchived_seconds',
    'How long Postgres has failed to archive its WAL; 0 while it succeeds. After a loss of its disk, what was ' +
      'written in this time is lost',
  ),
}))
