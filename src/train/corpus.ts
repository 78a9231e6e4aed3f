/** Labelled texts: one JSON object a line, gzip or plain. */

export interface Row {
  readonly text: string
  /** 1 = attack. */
  readonly label: 0 | 1
  readonly source: string
  readonly kind: string
  readonly lang: string
  /** The attack says openly what it wants (override, leak, persona). */
  readonly explicit: boolean
}

/**
 * Reads rows from a file.
 * @throws {Error} naming the line that is no labelled text
 */
export async function readRows(path: string): Promise<Row[]> {
  const bytes = await Bun.file(path).bytes()
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? Bun.gunzipSync(bytes) : bytes
  const lines = new TextDecoder().decode(plain).split('\n')
  const rows: Row[] = []
  for (const [number, line] of lines.entries()) {
    if (line.trim() === '') continue
    rows.push(toRow(JSON.parse(line), `${path}:${number + 1}`))
  }
  return rows
}

function toRow(value: unknown, where: string): Row {
  if (typeof value !== 'object' || value === null) throw new Error(`${where}: not an object`)
  const row: Partial<Record<'text' | 'label' | 'source' | 'kind' | 'lang' | 'meta', unknown>> = value
  if (typeof row.text !== 'string') throw new Error(`${where}: "text" is not a string`)
  if (row.label !== 0 && row.label !== 1) throw new Error(`${where}: "label" is neither 0 nor 1`)
  const meta: { explicit?: unknown } = typeof row.meta === 'object' && row.meta !== null ? row.meta : {}
  return {
    text: row.text,
    label: row.label,
    source: typeof row.source === 'string' ? row.source : 'unknown',
    kind: typeof row.kind === 'string' ? row.kind : 'unknown',
    lang: typeof row.lang === 'string' ? row.lang : 'unknown',
    explicit: meta.explicit === true,
  }
}
