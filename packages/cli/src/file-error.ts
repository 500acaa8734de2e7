import { CliError } from './cli-error.ts'

/** What is wrong with a file and what to do, by the code of the system's error. */
const problems: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Check the name; a relative path starts in the present folder',
  EACCES: 'may not be read by this user. Change its permissions, or run the command as its owner',
  EPERM: 'may not be read by this user. Change its permissions, or run the command as its owner',
  EISDIR: 'is a folder. Name the files in it',
  ENOTDIR: 'does not exist: a part of its path is a file, not a folder',
  ELOOP: 'cannot be read: its symbolic links lead in a circle',
  ENAMETOOLONG: 'has a name that is too long',
  EMFILE: 'cannot be opened: too many files are open. Name fewer files at a time, or raise `ulimit -n`',
  ENOSPC: 'cannot be written: the disk is full',
  EROFS: 'cannot be written: the disk is read-only',
  EIO: 'cannot be read: the disk reports a fault',
}

/** An error of the file system as one plain sentence that names the file once. */
export function fileError(path: string, cause: unknown): CliError {
  const { code = '', message } = cause as NodeJS.ErrnoException
  return new CliError(`${path} ${problems[code] ?? `cannot be read: ${message}`}.`, { cause })
}

/** The same for an error that nobody has explained; undefined if it is none of the file system. */
export function explainFileError(error: Error): string | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException
  return path !== undefined && code in problems ? fileError(path, error).message : undefined
}
