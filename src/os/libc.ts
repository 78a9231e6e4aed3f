/** The few calls of the C library that the runtime has no name for. */

import { dlopen, FFIType } from 'bun:ffi'

/** Where the C library is found: glibc, then musl. */
const LIBC_NAMES: readonly string[] = [
  'libc.so.6',
  `libc.musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`,
  'libc.so',
]

const { i32, u32, u64, ptr, i64 } = FFIType

const open = (name: string) =>
  dlopen(name, {
    socket: { args: [i32, i32, i32], returns: i32 },
    sendto: { args: [i32, ptr, u64, i32, ptr, u32], returns: i64 },
    setsockopt: { args: [i32, i32, i32, ptr, u32], returns: i32 },
    close: { args: [i32], returns: i32 },
    clock_gettime: { args: [i32, ptr], returns: i32 },
    flock: { args: [i32, i32], returns: i32 },
  }).symbols

let symbols: ReturnType<typeof open> | undefined

/** Opened when it is first needed. @throws {Error} where the runtime may not make code at run time */
export function libc(): ReturnType<typeof open> {
  symbols ??= openFirst(LIBC_NAMES)
  return symbols
}

function openFirst([name = '', ...others]: readonly string[]): ReturnType<typeof open> {
  try {
    return open(name)
  } catch (error) {
    if (others.length === 0) throw error
    return openFirst(others)
  }
}
