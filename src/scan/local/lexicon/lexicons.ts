/** All word lists. They are compiled into lexicon.bin (`make lexicon`), which is what an executable holds of them. */

import * as asian from './asian.ts'
import { english } from './english.ts'
import * as european from './european.ts'
import * as everyday from './everyday.ts'
import * as asianFamilies from './families-asian.ts'
import { english as englishFamilies } from './families-english.ts'
import * as europeanFamilies from './families-european.ts'
import type { Lexicon } from './lexicon.ts'
import { markers } from './markers.ts'

export const LEXICONS: readonly Lexicon[] = [
  english,
  markers,
  englishFamilies,
  ...Object.values(everyday),
  ...Object.values(europeanFamilies),
  ...Object.values(asianFamilies),
  ...Object.values(european),
  ...Object.values(asian),
]
