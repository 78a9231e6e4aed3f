/** The bytes and the Content-Type of a request in the tables beside this file. */

export type FormPart =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string
      readonly filename: string
      readonly type: string
      readonly text?: string
      readonly base64?: string
    }

/** One of: a JSON `body`, a multipart `form`, a `text` of any type (`base64:` before binary ones). */
export interface EncodableBody {
  readonly body?: unknown
  readonly form?: readonly FormPart[]
  readonly text?: string
  readonly type?: string
}

export interface EncodedBody {
  readonly bytes: Uint8Array
  readonly contentType: string | null
}

const BOUNDARY = '----bodies-4f0c2b7e'

export function encodeBody({ body, form, text, type }: EncodableBody): EncodedBody {
  if (form) {
    const parts = [...form.map(encodePart), Buffer.from(`--${BOUNDARY}--\r\n`)]
    return { bytes: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${BOUNDARY}` }
  }
  if (text === undefined) return { bytes: Buffer.from(JSON.stringify(body)), contentType: 'application/json' }
  const binary = text.startsWith('base64:')
  const bytes = binary ? Buffer.from(text.slice('base64:'.length), 'base64') : Buffer.from(text)
  return { bytes, contentType: type || null }
}

function encodePart(part: FormPart): Buffer {
  const file = 'filename' in part
  const disposition = `form-data; name="${part.name}"${file ? `; filename="${part.filename}"` : ''}`
  const type = file ? `\r\nContent-Type: ${part.type}` : ''
  const content = !file
    ? Buffer.from(part.value)
    : part.base64 === undefined
      ? Buffer.from(part.text ?? '')
      : Buffer.from(part.base64, 'base64')
  const head = `--${BOUNDARY}\r\nContent-Disposition: ${disposition}${type}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')])
}
