/** Examples written for this project: attacks and innocent texts in eleven languages, alone and in carriers. */

import type { Row } from '../corpus.ts'
import { random } from '../learn.ts'
import { carry, FILLER, misspell } from './carriers.ts'
import { chinese, japanese } from './chinese-japanese.ts'
import * as englishAttacks from './english-attacks.ts'
import * as englishBenign from './english-benign.ts'
import * as englishEverydayWishes from './english-everyday-wishes.ts'
import * as englishFamilies from './english-families.ts'
import * as englishInnocents from './english-innocents.ts'
import * as englishJailbreaks from './english-jailbreaks.ts'
import * as englishPlainWords from './english-plain-words.ts'
import * as englishTriggers from './english-triggers.ts'
import { withFamilies } from './families-abroad.ts'
import { german, russian } from './german-russian.ts'
import { expand, type Grammar, pick } from './grammar.ts'
import { arabic, hindi } from './hindi-arabic.ts'
import { french, italian, portuguese, spanish } from './romance.ts'

const english: Grammar = {
  lang: 'en',
  slots: { ...englishAttacks.slots, ...englishBenign.slots },
  attacks: englishAttacks.attacks,
  benign: englishBenign.benign,
}

const longEnglish: Grammar = {
  lang: 'en',
  slots: { ...englishBenign.slots, ...englishJailbreaks.slots },
  attacks: englishJailbreaks.attacks,
  benign: englishJailbreaks.benign,
}

const triggers: Grammar = {
  lang: 'en',
  slots: { ...englishAttacks.slots, ...englishTriggers.slots },
  attacks: englishAttacks.attacks,
  benign: englishTriggers.benign,
}

const families: Grammar = {
  lang: 'en',
  slots: {
    ...englishAttacks.slots,
    alias: englishJailbreaks.slots['alias']!,
    ...englishFamilies.slots,
    ...englishInnocents.slots,
  },
  attacks: englishFamilies.attacks,
  benign: englishInnocents.benign,
}

const plainWords: Grammar = {
  lang: 'en',
  slots: englishPlainWords.slots,
  attacks: englishPlainWords.attacks,
  benign: englishPlainWords.benign,
}

const everydayWishes: Grammar = {
  lang: 'en',
  slots: englishEverydayWishes.slots,
  attacks: englishEverydayWishes.attacks,
  benign: englishEverydayWishes.benign,
}

const GRAMMARS: readonly Grammar[] = [
  english,
  longEnglish,
  triggers,
  german,
  french,
  spanish,
  portuguese,
  italian,
  russian,
  chinese,
  japanese,
  hindi,
  arabic,
  families,
  plainWords,
  everydayWishes,
]

/** How many texts of each label. English has more templates and more weight in traffic. */
const AMOUNT: Readonly<Record<string, number>> = { en: 3000 }
const AMOUNT_OTHER = 900

/** All examples, in a fixed order. The same seed gives the same texts. */
export function generate(seed: number): Row[] {
  return GRAMMARS.flatMap((grammar, at) => generateLanguage(withFamilies(grammar), seed + at * 7919))
}

function generateLanguage(grammar: Grammar, seed: number): Row[] {
  const next = random(seed)
  const rows: Row[] = []
  const amount = AMOUNT[grammar.lang] ?? AMOUNT_OTHER
  const say = (templates: readonly string[]) => expand(pick(templates, next), grammar.slots, next).trim()
  const add = (text: string, label: 0 | 1, kind: string) =>
    rows.push({
      text,
      label,
      source: `synthetic_${grammar.lang}`,
      kind,
      lang: grammar.lang,
      explicit: label === 1,
    })
  for (let i = 0; i < amount; i++) {
    const attack = sloppy(say(grammar.attacks), next)
    const place = next()
    if (place < 0.55) add(attack, 1, 'direct')
    else if (place < 0.82) add(carry(attack, next), 1, 'indirect')
    else if (place < 0.9) add(join([say(grammar.benign), attack], next), 1, 'direct')
    else if (place < 0.96)
      add(
        join(
          times(2 + next() * 6, () => say(grammar.attacks)),
          next,
        ),
        1,
        'jailbreak',
      )
    else add(join([...times(3 + next() * 12, () => pick(FILLER, next)), attack], next), 1, 'indirect')

    const innocent = say(grammar.benign)
    const how = next()
    if (how < 0.6) add(innocent, 0, 'hard_benign')
    else if (how < 0.78) add(carry(innocent, next), 0, 'hard_benign')
    else if (how < 0.96)
      add(
        join(
          times(2 + next() * 6, () => say(grammar.benign)),
          next,
        ),
        0,
        'hard_benign',
      )
    else
      add(
        carry(
          join(
            times(1 + next() * 5, () => pick(FILLER, next)),
            next,
          ),
          next,
        ),
        0,
        'benign',
      )
  }
  return rows
}

function times(count: number, make: () => string): string[] {
  return Array.from({ length: Math.floor(count) }, make)
}

function join(parts: readonly string[], next: () => number): string {
  return parts.join(pick([' ', '\n', '\n\n'], next))
}

/** Some attackers write in haste, in capitals or without full stops. */
function sloppy(text: string, next: () => number): string {
  const kind = next()
  if (kind < 0.08) return misspell(text, next)
  if (kind < 0.12) return text.toUpperCase()
  if (kind < 0.18) return text.replace(/[.!?]+$/u, '')
  if (kind < 0.22) return `${text}!!!`
  return text
}
