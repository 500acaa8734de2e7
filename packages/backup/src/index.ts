export { type Answers, answerFrom } from './answer-from.ts'
export { synchronousSettings, walReceiver } from './archive-settings.ts'
export { type Backup, type BackupKind, backupKinds, type Drilled } from './backup.ts'
export { BackupError } from './backup-error.ts'
export { configText } from './config-text.ts'
export { type Drill, drill } from './drill.ts'
export { livingProcess } from './living-process.ts'
export { openEngine } from './open-engine.ts'
export {
  configFileOf,
  openPlace,
  type Place,
  type PlaceSettings,
  repositoriesOf,
  settingsFileOf,
} from './place.ts'
export { timelinesOf } from './plan-restore.ts'
export { type Recovered, recover } from './recover.ts'
export { type Restored, restore } from './restore.ts'
export { type RestoredTenant, restoreTenant } from './restore-tenant.ts'
export { commandLine, readPid, stopLeftover } from './stop-leftover.ts'
export { type TakenBackup, takeBackup } from './take-backup.ts'
export type { Timeline } from './timelines.ts'
