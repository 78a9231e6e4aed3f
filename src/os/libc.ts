/** The few calls of the C library that the runtime has no name for. musl takes the name of glibc's library for its own. */

import { dlopen, FFIType } from 'bun:ffi'

const { i32, u32, u64, ptr, i64 } = FFIType

const open = () =>
  dlopen('libc.so.6', {
    socket: { args: [i32, i32, i32], returns: i32 },
    sendto: { args: [i32, ptr, u64, i32, ptr, u32], returns: i64 },
    setsockopt: { args: [i32, i32, i32, ptr, u32], returns: i32 },
    close: { args: [i32], returns: i32 },
    clock_gettime: { args: [i32, ptr], returns: i32 },
  }).symbols

let symbols: ReturnType<typeof open> | undefined

/** Opened when it is first needed. @throws {Error} where the runtime may not make code at run time */
export const libc = (): ReturnType<typeof open> => {
  symbols ??= open()
  return symbols
}
