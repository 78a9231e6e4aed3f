/** flock(2): one writer for one file. The kernel frees it with the process, however that ends. */

import { libc } from './libc.ts'

const LOCK_EX = 2
const LOCK_NB = 4

/** @returns false when another process, or another opening of the file, holds the lock */
export const tryLock = (fd: number): boolean => libc().flock(fd, LOCK_EX | LOCK_NB) === 0
