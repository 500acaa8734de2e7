/** Loaded before a process, it sets the clock of the process back by an hour. */
const { now } = Date
Date.now = () => now() - 3_600_000
