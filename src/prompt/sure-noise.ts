/**
 * Ids and seals that are sure to be noise. In a conversation that nobody has seen there are a hundred of them, and to search
 * each (spared-words.ts, seal.ts) takes longer than all else. One look in WebAssembly, sixteen characters or bytes at a time,
 * tells nearly all noise. What is not, it never takes for it: it knows a bit less than those searches, and never more.
 */

import { block, branch, branchIf, type Code, compile, constant, get, set } from '../wasm.ts'
import { kindBits, lookAtBytes } from './noise-bytes.ts'
import {
  COMMON_AT,
  COMMON_SWAPPED_AT,
  DOUBTS,
  HIDES,
  INTEGERS,
  IS_ID,
  KINDS_AT,
  LONGEST_ID,
  LONGEST_SEAL,
  LONGS,
  PAGES,
  SAYS,
  SHORTEST,
  SIGNS_AT,
  setHeld,
  TEXT_AT,
  UPPER_AT,
  vectors,
} from './noise-code.ts'
import { decodeId } from './noise-digits.ts'
import { lookAtId } from './noise-id.ts'
import { lookAtSeal } from './noise-seal.ts'
import { CONTAINERS } from './sniff.ts'
import { UPPER } from './wide.ts'
import { COMMON, UNITS } from './wide-units.ts'

/** Shorter ids need no look, and shorter seals are searched for shorter texts. */
const SHORTEST_ID = 16
const SHORTEST_SEAL = 257
/** No unit before it is a common one (wide-units.ts). */
const FIRST_ASIAN = 0x3000
/** Bytes of a text that counts (disguise.ts). */
const [SHORTEST_TEXT, SHORTEST_IN_NOISE] = [12, 24]

/** `(param $length i32) (param $isId i32) (result i32)`: the doubts about the string at TEXT_AT. */
const CODE: Code = [
  ...block(
    block(branchIf(0, get(IS_ID)), lookAtSeal, set(SHORTEST, constant(SHORTEST_IN_NOISE)), branch(1)),
    lookAtId,
    decodeId,
    set(SHORTEST, constant(SHORTEST_TEXT)),
  ),
  ...lookAtBytes,
  ...get(DOUBTS),
]
const { memory, run } = compile(PAGES, {
  parameters: 2,
  integers: INTEGERS,
  vectors: vectors(),
  code: [...setHeld(), ...CODE],
  longs: LONGS,
})

const setBit = (table: number, bit: number): void => {
  memory[table + (bit >> 3)] = (memory[table + (bit >> 3)] as number) | (1 << (bit & 7))
}
for (let unit = FIRST_ASIAN; unit < UNITS.length; unit++) {
  if (((UNITS[unit] as number) & COMMON) === 0) continue
  setBit(COMMON_AT, unit)
  setBit(COMMON_SWAPPED_AT, ((unit & 0xff) << 8) | (unit >> 8))
}
memory.set(UPPER, UPPER_AT)
memory.set(kindBits, KINDS_AT)
/** By place and byte, the containers that it may be of. */
const signs = new Int32Array(memory.buffer, SIGNS_AT, 4 * 256)
for (const [n, places] of CONTAINERS.entries()) {
  for (let at = 0; at < signs.length; at++) {
    const byte = places[at >> 8]
    if (byte === undefined || byte === (at & 0xff)) signs[at] = (signs[at] as number) | (1 << n)
  }
}
const room = memory.subarray(TEXT_AT, TEXT_AT + LONGEST_SEAL)
const encoder = new TextEncoder()

/** What has other characters than ASCII has more bytes. */
const doubtsOf = (value: string, isId: boolean): number =>
  encoder.encodeInto(value, room).written === value.length ? run(value.length, isId ? 1 : 0) : SAYS | HIDES

/** @returns whether it may have words, as SAYS, and whether it may hide a text, as HIDES; 0 for noise */
export const doubtsOfId = (id: string): number =>
  id.length < SHORTEST_ID || id.length > LONGEST_ID ? SAYS | HIDES : doubtsOf(id, true)

export const isNoiseSeal = (seal: string): boolean =>
  seal.length >= SHORTEST_SEAL && seal.length <= LONGEST_SEAL && doubtsOf(seal, false) === 0
