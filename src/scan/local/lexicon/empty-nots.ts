/** Phrases with a "not" that denies nothing of what stands behind them, in eleven languages: "don't worry", "why not", "do not hesitate to". Notation: see lexicon.ts. */

import type { Lexicon } from './lexicon.ts'

export const emptyNots: Lexicon = {
  emptynot: [
    '不要犹豫|不要猶豫|没有问题|沒有問題|不用担心|不用擔心|不要担心|不要擔心|别担心|別擔心|别人|別人|别的|別的|别忘了忽略|別忘了忽略|别忘记忽略|別忘記忽略|不要忘记忽略|不要忘記忽略|别忘了无视|別忘了無視',
    '忘れずに無視|忘れずに忘れ',
    'لا تقلق|لا بأس|لا مشكلة|لماذا لا|ليس فقط|لا تتردد في|لا تنس تجاهل|لا تنسى تجاهل',
    "don't worry|do not worry|no worries|no problem|no excuses|no joke|no kidding|can't wait|not only|can't you|won't you|do not hesitate to|don't hesitate to|not hesitate to|never hesitate to|do not fail to|don't fail to|not fail to|never fail to|do not be afraid to|don't be afraid to|not be afraid to|do not forget to ignore|do not forget to disregard|do not forget to override|don't forget to ignore|don't forget to disregard|don't forget to override|not forget to ignore|not forget to disregard|not forget to override|never forget to ignore|never forget to disregard|never forget to override|why not|why don't you|shouldn't you|couldn't you|wouldn't you|don't you want to|do you not want to",
    'keine sorge|keine angst|keine ausreden|kein problem|zögere nicht|zögern sie nicht|nicht nur|warum nicht',
    "pas de souci|pas de problème|pas de panique|pas d'inquiétude|ne t'inquiète pas|ne vous inquiétez pas|pourquoi ne pas|pourquoi pas|n'hésite pas à|n'hésitez pas à|hésite pas à|hésitez pas à|n'oublie pas d'|n'oublie pas de|n'oubliez pas d'|n'oubliez pas de|oublie pas d'|oublie pas de|oubliez pas d'|oubliez pas de",
    'no te preocupes|no se preocupe|no hay problema|no esperes|por qué no|no solo|no sólo|no dudes en|no dude en|no duden en|no olvides ignorar|no olvide ignorar|no te olvides de ignorar|no olvides olvidar',
    'não se preocupe|não te preocupes|por que não|não só|não apenas|não hesite em|não hesites em|não esqueça de ignorar|não se esqueça de ignorar|não esqueças de ignorar|não deixe de',
    'non preoccuparti|non ti preoccupare|nessun problema|perché non|non solo|non esitare a|non esitate a|non dimenticare di ignorare|non dimenticate di ignorare|non dimenticarti di ignorare',
    'не волнуйся|не волнуйтесь|не беспокойся|не беспокойтесь|почему бы не|почему бы и не|не только|не забудь игнорировать|не забудьте игнорировать|не забудь проигнорировать|не забудьте проигнорировать|не стесняйся|не стесняйтесь|не бойся|не бойтесь',
  ].join('|'),
}
