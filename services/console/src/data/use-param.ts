import { useCallback } from 'react'
import { useSearch } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { addressOf } from './address.ts'

/** A part of the view that stands in its link. An empty value leaves the link. */
export function useParam(name: string, fallback = ''): readonly [string, (value: string) => void] {
  const search = useSearch()
  const set = useCallback(
    (value: string) => {
      const view = { ...Object.fromEntries(new URLSearchParams(location.search)), [name]: value }
      navigate(addressOf(location.pathname, view), { replace: true })
    },
    [name],
  )
  return [new URLSearchParams(search).get(name) ?? fallback, set]
}
