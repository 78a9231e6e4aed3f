/** All word lists. They are compiled into lexicon.bin (`make lexicon`), which is what an executable holds of them. */

import { anew } from './anew.ts'
import * as asian from './asian.ts'
import { english as detoursEnglish } from './detours-english.ts'
import { emptyNots } from './empty-nots.ts'
import { english } from './english.ts'
import * as european from './european.ts'
import * as everyday from './everyday.ts'
import { arabic as everydayArabic } from './everyday-arabic.ts'
import { chinese as everydayChinese } from './everyday-chinese.ts'
import { english as everydayEnglish } from './everyday-english.ts'
import { french as everydayFrench } from './everyday-french.ts'
import { german as everydayGerman } from './everyday-german.ts'
import { hindi as everydayHindi } from './everyday-hindi.ts'
import { italian as everydayItalian } from './everyday-italian.ts'
import { japanese as everydayJapanese } from './everyday-japanese.ts'
import { portuguese as everydayPortuguese } from './everyday-portuguese.ts'
import { russian as everydayRussian } from './everyday-russian.ts'
import { spanish as everydaySpanish } from './everyday-spanish.ts'
import * as asianFamilies from './families-asian.ts'
import { english as englishFamilies } from './families-english.ts'
import * as europeanFamilies from './families-european.ts'
import { givenTasks } from './given-tasks.ts'
import type { Lexicon } from './lexicon.ts'
import { markers } from './markers.ts'

export const LEXICONS: readonly Lexicon[] = [
  english,
  markers,
  emptyNots,
  anew,
  givenTasks,
  englishFamilies,
  ...Object.values(everyday),
  everydayEnglish,
  detoursEnglish,
  everydayGerman,
  everydayFrench,
  everydaySpanish,
  everydayChinese,
  everydayPortuguese,
  everydayJapanese,
  everydayRussian,
  everydayItalian,
  everydayArabic,
  everydayHindi,
  ...Object.values(europeanFamilies),
  ...Object.values(asianFamilies),
  ...Object.values(european),
  ...Object.values(asian),
]
