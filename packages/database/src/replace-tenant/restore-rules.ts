/**
 * What a restore of a tenant does with a table, by its name. Without a rule the rows of the tenant are replaced by
 * those of the backup. `follow`: the same, for a table with a tail, which must see what is gone; `rebuild`: the rows
 * are deleted, because they are made of others; `leave`: the rows stay as they are.
 */
export type RestoreRules = Readonly<Record<string, 'follow' | 'rebuild' | 'leave'>>
