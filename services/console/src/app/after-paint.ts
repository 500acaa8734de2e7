/** Does what may follow once the screen shows what was done before. */
export const afterPaint = (work: () => void): void => void requestAnimationFrame(() => setTimeout(work))
