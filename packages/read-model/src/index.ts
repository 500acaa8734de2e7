export { ChangeFeed } from './change-feed.ts'
export type { Changes, LoadedModel, ModelSource, Origin } from './model-source.ts'
export { ResidentModels } from './resident-models.ts'
