export { type Answers, answerFrom } from './answer-from.ts'
export { archiveSettings } from './archive-settings.ts'
export { type Backup, type BackupKind, backupKinds, type Drilled } from './backup.ts'
export { BackupError } from './backup-error.ts'
export { configText } from './config-text.ts'
export { type Drill, drill } from './drill.ts'
export { Engine } from './engine.ts'
export { livingProcess } from './living-process.ts'
export {
  configFileOf,
  openPlace,
  type Place,
  type PlaceSettings,
  repositoriesOf,
  settingsFileOf,
} from './place.ts'
export { type Recovered, recover } from './recover.ts'
export { type Restored, restore } from './restore.ts'
export { type TakenBackup, takeBackup } from './take-backup.ts'
