import { clickWindows, fusionLesson } from './click-windows.ts'
import { fitFusion } from './fit-fusion.ts'
import { learnBehaviour, noBehaviour } from './search-behaviour.ts'

/** Learning from clicks on search results and uses of items. */
export const behaviourLearning = {
  none: noBehaviour,
  learn: learnBehaviour,
  clickWindows,
  fusionLesson,
  fitFusion,
} as const
