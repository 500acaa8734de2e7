/** Does what may follow once the screen shows what was done before. Nothing is drawn of a page that is hidden. */
export function afterPaint(work: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(work)
  else requestAnimationFrame(() => setTimeout(work))
}

export const painted = (): Promise<void> => new Promise(afterPaint)
