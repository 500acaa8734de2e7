/**
 * Calls `onMove` when the address changes without a new document, and `onReturn` when the page is restored from the
 * back/forward cache.
 */
export function onNavigation(onMove: () => void, onReturn: () => void): void {
  addEventListener('pageshow', ({ persisted }) => persisted && onReturn())
  if (window.navigation) {
    navigation.addEventListener('currententrychange', onMove)
    return
  }
  addEventListener('popstate', onMove)
  const { pushState } = history
  history.pushState = (...change) => {
    pushState.apply(history, change)
    onMove()
  }
}
