import { useSyncExternalStore } from 'react'
import { readTheme, showTheme, type Theme, themeKey } from '../first/show-theme.ts'

export type { Theme } from '../first/show-theme.ts'

const listeners = new Set<() => void>()

export function setTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme)
  showTheme(theme)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, readTheme, () => 'system')
