/** Mutants that change nothing that a tenant could see, by their names without the numbers of lines, and why. */
const equivalent: Readonly<Record<string, string>> = {}

/** Why nobody can notice the mutant; undefined if somebody must. */
export const whyEquivalent = (name: string): string | undefined => equivalent[name.replace(/:[\d,]+/, '')]
