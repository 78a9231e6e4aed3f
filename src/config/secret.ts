/**
 * A secret of the configuration: written as a literal or as a reference (`env:NAME`, `file:/path`,
 * `credential:NAME` in systemd's $CREDENTIALS_DIRECTORY), resolved once when the configuration is loaded.
 * It prints as `***` wherever it is logged, stringified or inspected, so that it cannot leak by accident.
 */

import { inspect } from 'node:util'

const MASK = '***'

export class Secret {
  readonly reference: string
  #value: string | undefined

  constructor(reference: string, value?: string) {
    this.reference = reference
    this.#value = value
  }

  /** Sets the value that the reference stands for; done once, by the loader. */
  resolve(value: string): void {
    this.#value = value
  }

  /** Whether the loader has found the value; while it collects errors there may be none. */
  get isResolved(): boolean {
    return this.#value !== undefined
  }

  /** The secret itself. @throws {Error} when the loader has not resolved it */
  reveal(): string {
    if (this.#value === undefined) throw new Error('secret used before it was resolved')
    return this.#value
  }

  toString(): string {
    return MASK
  }

  /** References are no secrets and help an operator; a literal is one. */
  toJSON(): string {
    return /^(env|file|credential):/.test(this.reference) ? this.reference : MASK
  }

  [inspect.custom](): string {
    return this.toJSON()
  }
}
