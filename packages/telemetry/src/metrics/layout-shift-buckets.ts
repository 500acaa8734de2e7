/** The upper edges of histograms of CLS: 0.1 is good, and 0.25 is poor (https://web.dev/articles/cls). */
export const layoutShiftBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5]
