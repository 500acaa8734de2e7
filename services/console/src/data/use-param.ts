import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** A part of the view that stands in its link. An empty value leaves the link. */
export function useParam(name: string, fallback = ''): readonly [string, (value: string) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (value: string) =>
      void navigate({
        to: '.',
        search: (former: Record<string, unknown>) => ({ ...former, [name]: value || undefined }),
        replace: true,
        resetScroll: false,
      } as never),
    [navigate, name],
  )
  const value = search[name]
  return [typeof value === 'string' ? value : fallback, set]
}
