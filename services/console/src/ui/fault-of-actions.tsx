import { FaultNote } from './fault-note.tsx'

/** The faults of what was tried last. */
export const FaultOfActions = ({ actions }: { readonly actions: readonly { readonly error: unknown }[] }) =>
  actions.map(({ error }) => (error ? <FaultNote key={String(error)} error={error} /> : null))
