import { Link } from '@tanstack/react-router'

/** To the trace of a request, if it is known. */
export const TraceLink = ({ id }: { readonly id: string | null | undefined }) =>
  id ? (
    <Link to="/traces" search={{ trace: id } as never}>
      trace
    </Link>
  ) : null
