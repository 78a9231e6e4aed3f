/**
 * Every place of a request body where a text can be planted: each string and each key of JSON, each name and value of a
 * form, each file of a multipart body, each line of JSON Lines, the text itself.
 */

import { type EncodableBody, encodeBody, type FormPart } from './encode.ts'

/** How a text is written where it is planted. */
export type Notation = 'json' | 'json-in-json' | 'form' | 'header' | 'plain'

export interface Place {
  /** For people. */
  readonly where: string
  readonly notation: Notation
  /** The bytes of the body around the place. */
  readonly before: Buffer
  readonly after: Buffer
  /** What stands there now. */
  readonly original: string
  readonly isKey: boolean
  readonly contentType: string | null
}

/** Stands for the planted text while the bytes around it are looked for; no encoding changes it. */
const MARK = 'Zq9xWv7kPlace'

type Found = Pick<Place, 'where' | 'notation' | 'original' | 'isKey'> & { readonly body: EncodableBody }

export function placesOf(body: EncodableBody): Place[] {
  return [...find(body)].map(({ body: marked, ...found }) => {
    const { bytes, contentType } = encodeBody(marked)
    const buffer = Buffer.from(bytes)
    const at = buffer.indexOf(MARK)
    if (at === -1) throw new Error(`the mark at ${found.where} is lost`)
    const [before, after] = [buffer.subarray(0, at), buffer.subarray(at + MARK.length)]
    return { ...found, before, after, contentType }
  })
}

function* find(body: EncodableBody): Generator<Found> {
  if (body.form) yield* findInForm(body.form)
  else if (body.text === undefined) yield* findInJson(body.body, (value) => ({ body: value }), '', 'json')
  else if (!body.text.startsWith('base64:'))
    yield* findInText(body.text, body.type, (text) => ({ ...body, text }))
}

function* findInForm(form: readonly FormPart[]): Generator<Found> {
  for (const [index, part] of form.entries()) {
    const put = (changed: Partial<FormPart>): EncodableBody => ({
      form: form.map((other, i) => (i === index ? ({ ...part, ...changed } as FormPart) : other)),
    })
    const header = { notation: 'header', isKey: false } as const
    yield { ...header, where: `form[${index}].name`, original: part.name, body: put({ name: MARK }) }
    if ('filename' in part) {
      yield {
        ...header,
        where: `form[${index}].filename`,
        original: part.filename,
        body: put({ filename: MARK }),
      }
      // Parameters that nobody has heard of.
      yield {
        ...header,
        where: `form[${index}].title`,
        original: '',
        body: put({ filename: `${part.filename}"; title="${MARK}` }),
      }
      yield {
        ...header,
        where: `form[${index}].type`,
        original: '',
        body: put({ type: `${part.type}; note="${MARK}"` }),
      }
      if (part.text !== undefined) yield* findInText(part.text, part.type, (text) => put({ text }))
    } else yield* findInText(part.value, 'text/plain', (value) => put({ value }))
  }
}

function* findInText(
  text: string,
  type: string | undefined,
  put: (text: string) => EncodableBody,
): Generator<Found> {
  const lines = text.split('\n')
  const documents = parsed(text) === undefined ? lines.map(parsed) : [parsed(text)]
  const isJson = documents.every((value, i) => typeof value === 'object' || lines[i] === '')
  if (isJson) {
    for (const [index, value] of documents.entries()) {
      if (value === undefined) continue
      const line = (changed: unknown) =>
        put(
          documents.length === 1
            ? JSON.stringify(changed)
            : lines.with(index, JSON.stringify(changed)).join('\n'),
        )
      yield* findInJson(value, line, `line[${index}]`, 'json')
    }
  } else if (type === 'application/x-www-form-urlencoded') {
    for (const [index, [name, value]] of [...new URLSearchParams(text)].entries()) {
      const pieces = text.split('&')
      const piece = (changed: string) => put(pieces.with(index, changed).join('&'))
      const common = { where: `form[${index}]`, notation: 'form' } as const
      yield { ...common, original: name, isKey: true, body: piece(`${MARK}=${encodeURIComponent(value)}`) }
      yield { ...common, original: value, isKey: false, body: piece(`${encodeURIComponent(name)}=${MARK}`) }
    }
  } else yield { where: 'text', notation: 'plain', original: text, isKey: false, body: put(MARK) }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Put = (changed: unknown) => EncodableBody

function* findInJson(value: unknown, put: Put, where: string, notation: Notation): Generator<Found> {
  if (typeof value === 'string') {
    yield { where, notation, original: value, isKey: false, body: put(MARK) }
    const inner = notation === 'json' ? parsed(value) : undefined
    if (typeof inner === 'object' && inner !== null) {
      yield* findInJson(inner, (changed) => put(JSON.stringify(changed)), `${where}(json)`, 'json-in-json')
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* findInJson(item, (changed) => put(value.with(index, changed)), `${where}[${index}]`, notation)
    }
  } else if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
    for (const [index, [key, member]] of members.entries()) {
      const rename = (name: string, changed: unknown) =>
        put(Object.fromEntries(members.with(index, [name, changed])))
      yield {
        where: `${where}.${key}(key)`,
        notation,
        original: key,
        isKey: true,
        body: rename(MARK, member),
      }
      yield* findInJson(member, (changed) => rename(key, changed), `${where}.${key}`, notation)
    }
  }
}

/** The body with `text` at the place, in the place's notation. */
export const plant = ({ before, after, notation }: Place, text: string): Buffer =>
  Buffer.concat([before, Buffer.from(write(notation, text)), after])

export function write(notation: Notation, text: string): string {
  const json = (string: string) => JSON.stringify(string).slice(1, -1)
  switch (notation) {
    case 'json':
      return json(text)
    case 'json-in-json':
      return json(json(text))
    case 'form':
      return encodeURIComponent(text)
    // https://html.spec.whatwg.org/#multipart-form-data
    case 'header':
      return text.replace(/[\r\n"]/g, (character) => encodeURIComponent(character))
    case 'plain':
      return text
  }
}
