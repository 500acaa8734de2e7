export type Theme = 'system' | 'light' | 'dark'

export const themeKey = 'inkling-theme'

const isTheme = (text: string | null): text is Theme => text === 'light' || text === 'dark' || text === 'system'

export function readTheme(): Theme {
  const kept = localStorage.getItem(themeKey)
  return isTheme(kept) ? kept : 'system'
}

export function showTheme(theme: Theme = readTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
