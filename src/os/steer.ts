/**
 * Sends new connections of a shared port to the newest of its listeners. The kernel spreads connections over all
 * listeners of an SO_REUSEPORT group and resets what waits in the queue of one that is closed; a listener to which
 * nothing comes any more is closed without a loss. See socket(7), SO_ATTACH_REUSEPORT_CBPF.
 */

import { ptr } from 'bun:ffi'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { libc } from './libc.ts'

/** A TCP socket of this process on which it listens. */
interface Listening {
  readonly inode: string
  /** Address and port as /proc/net/tcp writes them: what makes two listeners one group. */
  readonly local: string
  /** How many listeners, of all processes, have this address. */
  readonly group: number
}

/** @returns the inodes of all sockets of this process that listen on a TCP port */
export const listeningOn = (port: number): ReadonlySet<string> =>
  new Set(ownListeners(port).map(({ inode }) => inode))

/**
 * Steers to the `newest` last listeners of the group to which one of ours, that was not in `before`, belongs.
 * @param before what `listeningOn` said before the new listener was opened
 * @returns false where that is not possible: then connections go to all of the group, as before
 */
export function steerToNewest(port: number, before: ReadonlySet<string>, newest = 1): boolean {
  try {
    const added = ownListeners(port).find(({ inode }) => !before.has(inode))
    const fd = added && descriptorOf(added.inode)
    if (!added || fd === undefined || added.group <= newest) return false
    return attach(fd, added.group - newest, newest)
  } catch {
    return false
  }
}

/** Of /proc/net/tcp, see proc(5): the state TCP_LISTEN. */
const LISTEN = '0A'

function ownListeners(port: number): Listening[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const all = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/self/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => state === LISTEN && local.endsWith(suffix))
      .map((fields) => ({ local: `${table} ${fields[1]}`, inode: fields[9] ?? '' })),
  )
  const own = new Set(descriptors().map(([, inode]) => inode))
  return all
    .filter(({ inode }) => own.has(inode))
    .map((socket) => ({ ...socket, group: all.filter(({ local }) => local === socket.local).length }))
}

const descriptorOf = (wanted: string): number | undefined =>
  descriptors().find(([, inode]) => inode === wanted)?.[0]

function descriptors(): [fd: number, inode: string][] {
  return readdirSync('/proc/self/fd').flatMap((name): [number, string][] => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${name}`)) ?? []
      return inode === undefined ? [] : [[Number(name), inode]]
    } catch {
      return []
    }
  })
}

const SOL_SOCKET = 1
const SO_ATTACH_REUSEPORT_CBPF = 51
/** Classic BPF, see linux/bpf_common.h and linux/filter.h. */
const LOAD_WORD = 0x20
const RANDOM = 0xffff_f000 + 56
const MODULO = 0x94
const ADD = 0x04
const RETURN_A = 0x16

/**
 * Listeners of a group have numbers in the order in which they joined it. The program answers with the number of the
 * listener that gets a connection: one of the `count` from `first` up. A number that is none spreads over all.
 */
function attach(fd: number, first: number, count: number): boolean {
  const code: [code: number, operand: number][] = [
    [LOAD_WORD, RANDOM],
    [MODULO, count],
    [ADD, first],
    [RETURN_A, 0],
  ]
  const filter = new DataView(new ArrayBuffer(code.length * 8))
  code.forEach(([operation, operand], index) => {
    filter.setUint16(index * 8, operation, true)
    filter.setUint32(index * 8 + 4, operand, true)
  })
  // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
  const program = new DataView(new ArrayBuffer(16))
  program.setUint16(0, code.length, true)
  program.setBigUint64(8, BigInt(ptr(filter)), true)
  return libc().setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, ptr(program), program.byteLength) === 0
}
