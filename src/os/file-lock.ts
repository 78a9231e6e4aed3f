/** flock(2): one writer for one file. The kernel frees it with the process, however that ends. */

import { dlopen } from 'bun:ffi'
import { LIBC_NAMES } from './libc.ts'

const LOCK_EX = 2
const LOCK_NB = 4

type Flock = (fd: number, operation: number) => number
let flock: Flock | undefined

/** @returns false when another process, or another opening of the file, holds the lock */
export function tryLock(fd: number): boolean {
  flock ??= findFlock()
  return flock(fd, LOCK_EX | LOCK_NB) === 0
}

function findFlock(): Flock {
  for (const name of LIBC_NAMES) {
    try {
      return dlopen(name, { flock: { args: ['i32', 'i32'], returns: 'i32' } }).symbols.flock
    } catch {
      // The next one.
    }
  }
  throw new Error('flock(2) is not to be had from the C library')
}
