import { Link } from './link.tsx'

/** To the trace of a request, if it is known. */
export const TraceLink = ({ id }: { readonly id: string | null | undefined }) =>
  id ? (
    <Link to="/traces" search={{ trace: id }}>
      trace
    </Link>
  ) : null
