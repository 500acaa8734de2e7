import { useState } from 'react'
import { useCall } from '../../data/use-call.ts'
import { Link } from '../../ui/link.tsx'

/** Tells what a query in vain is corrected to by now; else proposes a synonym: what searching by meaning takes for it. */
export function Fix({ query }: { readonly query: string }) {
  const [isWanted, setWanted] = useState(false)
  const near = useCall('search', { body: { q: query, mode: 'semantic', limit: 1 } }, { enabled: isWanted })
  const typed = useCall('search', { body: { q: query, limit: 1 } }, { enabled: isWanted })
  const corrected = typed.data?.data.length ? typed.data.meta.corrected : undefined
  const title = near.data?.data[0]?.item?.title
  if (!isWanted)
    return (
      <button type="button" className="link" onClick={() => setWanted(true)}>
        Propose a fix
      </button>
    )
  if (near.isPending || typed.isPending) return <span className="quiet">…</span>
  if (corrected)
    return (
      <Link to="/playground" search={{ view: 'search', q: query }}>
        Found by now: corrected to “<bdi>{corrected}</bdi>”
      </Link>
    )
  if (!title) return <span className="quiet">Nothing is near: an item is missing</span>
  return (
    <Link to="/search" search={{ view: 'settings', synonym: `${query}, ${title}` } as never}>
      Synonym of “<bdi>{title}</bdi>”
    </Link>
  )
}
