/** Glossaries of other languages: a line is an English word, a tab, and the forms of the language that mean it. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldPhrase } from '../scan/local/normalise.ts'

const GLOSSARIES = join(import.meta.dir, 'glossary')

/** What one form means; folded, as all words are that the engine sees. */
export interface Gloss {
  readonly english: string
  readonly form: string
}

/** All forms, language by language; a form may come again. */
export const readGlossaries = (): Gloss[] =>
  readdirSync(GLOSSARIES)
    .sort()
    .flatMap((name) => readFileSync(join(GLOSSARIES, name), 'utf8').split('\n'))
    .flatMap((line) => {
      const [english = '', forms = ''] = line.split('\t')
      return forms.split(' ').map((form) => ({ english: foldPhrase(english), form: foldPhrase(form) }))
    })
    .filter(({ english, form }) => english !== '' && form !== '')
