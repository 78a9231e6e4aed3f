/** Bodies that are to cost more than their size: nesting, many keys, long runs of escapes, many parts. */

interface Hostile {
  readonly body: string
  readonly contentType: string
}

const json = (body: string): Hostile => ({ body, contentType: 'application/json' })
const message = (content: string): Hostile => json(`{"messages":[{"role":"user","content":"${content}"}]}`)
const numbered = (size: number, each: (index: number) => string): string =>
  Array.from({ length: size / 16 }, (_, index) => each(index)).join(',')

/** Each of about so many bytes. */
export const HOSTILE: Readonly<Record<string, (size: number) => Hostile>> = {
  'nesting of arrays': (size) => json('['.repeat(size / 2) + ']'.repeat(size / 2)),
  'nesting of objects': (size) => json(`${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`),
  'nesting that never closes': (size) => json('[{"a":'.repeat(size / 6)),
  'objects, 200 deep, side by side': (size) =>
    json(
      `[${Array.from({ length: size / 1600 }, () => `${'{"abc":'.repeat(200)}1${'}'.repeat(200)}`).join(',')}]`,
    ),
  'many keys': (size) => json(`{${numbered(size, (i) => `"k${i}":"v w"`)}}`),
  'many keys, the last repeated': (size) => json(`{${numbered(size, (i) => `"k${i}":"v w"`)},"k0":1}`),
  'many keys that are no names': (size) => json(`{${numbered(size, (i) => `"k ${i}":1`)}}`),
  'many keys with escapes': (size) => json(`{${numbered(size, (i) => `"\\u006b${i}":1`)}}`),
  'many objects': (size) => json(`[${numbered(size, () => '{"role":"user"}')}]`),
  'many messages': (size) =>
    json(`{"messages":[${numbered(size, (i) => `{"role":"user","content":"${i} x"}`)}]}`),
  'many numbers': (size) => json(`{"prompt":[${numbered(size * 4, (i) => String(i))}]}`),
  'a run of escaped quotes': (size) => message('\\"'.repeat(size / 2)),
  'a run of backslashes': (size) => message('\\\\'.repeat(size / 2)),
  'a run of \\u escapes': (size) => message('\\u0041'.repeat(size / 6)),
  'a run of surrogate pairs': (size) => message('\\ud83d\\ude00'.repeat(size / 12)),
  'JSON in a string, with escapes': (size) =>
    message(JSON.stringify(JSON.stringify({ a: '"'.repeat(size / 4) })).slice(1, -1)),
  'broken JSON in a string': (size) => message('{\\"a\\":'.repeat(size / 7)),
  'a run of {" in a string': (size) => message('{\\"'.repeat(size / 3)),
  'words with underscores': (size) => message('abc_de_'.repeat(size / 7)),
  'base64 without an end': (size) => message('QUJD'.repeat(size / 4)),
  'base64 that is none at its end': (size) => message(`${'QUJD'.repeat(size / 4)} `),
  'a data: URL of commas': (size) => message(`data:${';,'.repeat(size / 2)}`),
  'a data: URL of percents': (size) => message(`data:,${'%41'.repeat(size / 3)}`),
  'a URL of words': (size) =>
    json(`{"messages":[{"role":"user","content":[{"image_url":"https://${'abc/'.repeat(size / 4)}"}]}]}`),
  'spaces before a bracket': (size) => message(`${' '.repeat(size)}{`),
  'white space alone': (size) => json(' '.repeat(size)),
  'JSON Lines': (size) => ({ body: '{"a":"b c"}\n'.repeat(size / 12), contentType: 'application/x-ndjson' }),
  'empty lines': (size) => ({ body: `{}${'\r\n'.repeat(size / 2)}{}`, contentType: 'text/plain' }),
  'a form of many fields': (size) => ({
    body: 'a=b+c&'.repeat(size / 6),
    contentType: 'application/x-www-form-urlencoded',
  }),
  'a form of percents': (size) => ({
    body: `a=${'%22'.repeat(size / 3)}`,
    contentType: 'application/x-www-form-urlencoded',
  }),
  'multipart of many parts': (size) => ({
    body: `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx y\r\n'.repeat(size / 56)}--b--`,
    contentType: 'multipart/form-data; boundary=b',
  }),
  'multipart with a header of spaces': (size) => ({
    body: `--b\r\nContent-Disposition: form-data;${' '.repeat(Math.min(size, 8000))}\r\n\r\nx\r\n--b--`,
    contentType: 'multipart/form-data; boundary=b',
  }),
  'a Content-Type of parameters': (size) => ({
    body: '{}',
    contentType: `text/plain${'; a="'.repeat(Math.min(size / 5, 3000))}`,
  }),
  'control characters': (size) => ({ body: 'ab\x01'.repeat(size / 3), contentType: 'text/plain' }),
}
