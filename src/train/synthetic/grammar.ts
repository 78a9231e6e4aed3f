/**
 * Sentences from templates. In a template `{a|b|c}` is one of several texts (which may hold templates again)
 * and `{name}` a text of that slot of the grammar. Which, is drawn from a seeded generator.
 */

export type Slots = Readonly<Record<string, readonly string[]>>

/** Templates of one language. */
export interface Grammar {
  readonly lang: string
  readonly slots: Slots
  /** Attacks that say openly what they want. */
  readonly attacks: readonly string[]
  /** Innocent texts: everyday ones, ones with an attack's words, and ones about attacks. */
  readonly benign: readonly string[]
}

/** One element of a list. */
export function pick<T>(list: readonly T[], next: () => number): T {
  return list[Math.floor(next() * list.length)]!
}

/**
 * Expands a template.
 * @throws {Error} when a slot does not exist or a brace is not closed
 */
export function expand(template: string, slots: Slots, next: () => number): string {
  let out = ''
  let i = 0
  while (i < template.length) {
    const open = template.indexOf('{', i)
    if (open < 0) return out + template.slice(i)
    out += template.slice(i, open)
    const close = closing(template, open)
    const inner = template.slice(open + 1, close)
    const choices = split(inner)
    if (choices.length > 1) out += expand(pick(choices, next), slots, next)
    else {
      const slot = slots[inner]
      if (slot === undefined) throw new Error(`no slot "${inner}" for "${template}"`)
      out += expand(pick(slot, next), slots, next)
    }
    i = close + 1
  }
  return out
}

function closing(template: string, open: number): number {
  let depth = 0
  for (let i = open; i < template.length; i++) {
    if (template[i] === '{') depth++
    if (template[i] === '}' && --depth === 0) return i
  }
  throw new Error(`brace not closed in "${template}"`)
}

/** Alternatives at the outermost level. */
function split(inner: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === '{') depth++
    else if (inner[i] === '}') depth--
    else if (inner[i] === '|' && depth === 0) {
      parts.push(inner.slice(from, i))
      from = i + 1
    }
  }
  parts.push(inner.slice(from))
  return parts
}
