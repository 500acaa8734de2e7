import { useState } from 'react'
import { useCall } from '../../data/use-call.ts'
import { Link } from '../../ui/link.tsx'

/** Proposes to make a query in vain a synonym of what searching by meaning takes for it. */
export function Fix({ query }: { readonly query: string }) {
  const [isWanted, setWanted] = useState(false)
  const near = useCall('search', { body: { q: query, mode: 'semantic', limit: 1 } }, { enabled: isWanted })
  const title = near.data?.data[0]?.item?.title
  if (!isWanted)
    return (
      <button type="button" className="link" onClick={() => setWanted(true)}>
        Propose a fix
      </button>
    )
  if (near.isPending) return <span className="quiet">…</span>
  if (!title) return <span className="quiet">Nothing is near: an item is missing</span>
  return (
    <Link to="/search" search={{ view: 'settings', synonym: `${query}, ${title}` } as never}>
      Synonym of “{title}”
    </Link>
  )
}
