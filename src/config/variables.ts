/**
 * A text of the configuration with variables: `${client}` is filled in for each request, `${env:NAME}` once, when the
 * configuration is loaded. `$${` stands for `${` itself.
 */

import { nearestWord } from './nearest.ts'

const VARIABLES = ['request_id', 'client', 'model', 'route'] as const
export type Variable = (typeof VARIABLES)[number]
/** Undefined where a request has none: an empty text. */
export type Variables = Readonly<Record<Variable, string | undefined>>

/** Where a text goes: `header` must be printable ASCII, `instruction` takes nothing that a client chooses. */
type Purpose = 'header' | 'field' | 'instruction'
type Piece = string | { readonly variable: Variable }

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g
const PRINTABLE = /^[\x20-\x7e]*$/

export class VariableText {
  readonly written: string
  readonly #purpose: Purpose
  #pieces: readonly Piece[] | undefined

  constructor(written: string, purpose: Purpose) {
    this.written = written
    this.#purpose = purpose
  }

  /**
   * Done once, by the loader.
   * @param environment the value of a variable of the environment; throws `RangeError` without one
   * @throws {RangeError} for a variable that is not known, never with a word of the text
   */
  resolve(environment: (name: string) => string): void {
    const pieces: Piece[] = []
    let from = 0
    for (const match of this.written.matchAll(REFERENCE)) {
      const [whole, name, close] = match
      pieces.push(this.written.slice(from, match.index))
      from = match.index + whole.length
      if (name === undefined) pieces.push('${')
      else if (close === '')
        throw new RangeError('has a "${" without its "}"; write "$${" for the characters')
      else pieces.push(name.startsWith('env:') ? environment(name.slice('env:'.length)) : this.#known(name))
    }
    pieces.push(this.written.slice(from))
    if (
      this.#purpose === 'header' &&
      !pieces.every((piece) => typeof piece !== 'string' || PRINTABLE.test(piece))
    ) {
      throw new RangeError('is no value of a header: it holds line breaks or characters that are not ASCII')
    }
    this.#pieces = pieces.filter((piece) => piece !== '')
  }

  fill(variables: Variables): string {
    if (!this.#pieces) throw new Error('text used before it was resolved')
    return this.#pieces
      .map((piece) => (typeof piece === 'string' ? piece : (variables[piece.variable] ?? '')))
      .join('')
  }

  /** With every literal part masked, for a text that may be a secret. */
  get masked(): string {
    const literal = '\0'
    return this.written
      .replace(/\$\$\{|(\$\{[^}]*\})|[\s\S]/g, (_, reference: string | undefined) => reference ?? literal)
      .replaceAll(/\0+/g, '***')
  }

  toJSON(): string {
    return this.written
  }

  #known(name: string): Piece {
    const variable = VARIABLES.find((known) => known === name)
    if (variable === 'model' && this.#purpose === 'instruction') {
      throw new RangeError('must not have "${model}": a client chooses it, and an instruction is not scanned')
    }
    if (variable) return { variable }
    const near = nearestWord(name, VARIABLES)
    const known = [...VARIABLES, 'env:NAME'].map((word) => `\${${word}}`).join(', ')
    throw new RangeError(
      near === undefined
        ? `has an unknown variable; known are ${known}`
        : `has an unknown variable; did you mean "\${${near}}"?`,
    )
  }
}
