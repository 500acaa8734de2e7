/** From least to most load. */
export const loadLevelNames = ['normal', 'essential', 'critical'] as const
