import { Empty } from '../ui/empty.tsx'
import { Link } from '../ui/link.tsx'

export const NotFound = () => (
  <Empty title="There is no page at this address">
    <Link to="/">Go to the overview</Link>
  </Empty>
)
