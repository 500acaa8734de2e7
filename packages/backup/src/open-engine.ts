import type { BackupEngine } from './backup-engine.ts'
import { BasicEngine } from './basic-engine.ts'
import { PgBackRest } from './pg-back-rest.ts'
import type { Place } from './place.ts'

/** What the place is set up for. */
export const openEngine = (place: Place): BackupEngine =>
  place.folders ? new BasicEngine(place, place.folders) : new PgBackRest(place)
