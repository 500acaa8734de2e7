/** How long before its end a key is reported. */
export const keyWarningDays = 14
/** How long a key works that a tenant makes for itself, unless it says otherwise. */
export const ownKeyDays = 90
