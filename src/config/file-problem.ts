/** A failed file operation in words: what we wanted, of which file, and what the system said. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'it is a folder',
  EEXIST: 'it is there already',
  ENOTDIR: 'a part of the path is not a folder',
  EROFS: 'the file system is read-only',
  ELOOP: 'too many symbolic links',
}

/** @returns e.g. `cannot read "/etc/key.pem": permission denied` */
export function fileProblem(verb: string, file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return `cannot ${verb} ${JSON.stringify(file)}: ${REASONS[code] ?? code}`
}
