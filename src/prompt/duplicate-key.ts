/** Names the duplicate key of a JSON text that is known to have one. Runs only for a request that is refused. */

import { memberPath } from './segment.ts'

type Container =
  | { readonly path: string; readonly keys: Set<string> }
  | { readonly path: string; index: number }

const child = (container: Container, key: string): string =>
  'keys' in container ? memberPath(container.path, key) : `${container.path}[${container.index}]`

/** @returns the JSON path of the first repeated key of a text that `JSON.parse` accepts; empty when there is none */
export function findDuplicateKey(text: string): string {
  const open: Container[] = []
  let key = ''
  for (let i = 0; i < text.length; i++) {
    const top = open.at(-1)
    switch (text[i]) {
      case '{':
        open.push({ path: top ? child(top, key) : '', keys: new Set() })
        break
      case '[':
        open.push({ path: top ? child(top, key) : '', index: 0 })
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        if (top && 'index' in top) top.index++
        break
      case '"': {
        const close = closingQuote(text, i)
        if (top && 'keys' in top && isKey(text, close + 1)) {
          key = JSON.parse(text.slice(i, close + 1))
          if (top.keys.has(key)) return memberPath(top.path, key)
          top.keys.add(key)
        }
        i = close
        break
      }
    }
  }
  return ''
}

/** Index of the quote that ends the string opened at `open`. */
function closingQuote(text: string, open: number): number {
  let close = open + 1
  while (text[close] !== '"') close += text[close] === '\\' ? 2 : 1
  return close
}

/** A string is a key when a colon follows it. */
function isKey(text: string, after: number): boolean {
  let i = after
  while (text.charCodeAt(i) <= 0x20) i++
  return text[i] === ':'
}
