import { Link } from '@tanstack/react-router'
import { Empty } from '../ui/empty.tsx'

export const NotFound = () => (
  <Empty title="There is no page at this address">
    <Link to="/">Go to the overview</Link>
  </Empty>
)
