/**
 * What a unit of UTF-16 may be in a text; and which ones most of any Chinese, Japanese or Korean text consists of: kana,
 * punctuation, the most frequent ideographs (in both of their forms) and syllables, and those of orders to a model.
 */

const HANZI =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成' +
  '方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工' +
  '使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表' +
  '化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结' +
  '反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难' +
  '且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运' +
  '這個們來時會對過發後為說國還當沒動開樣實無與長機點將兩間問並應頭體見產業關話給門員論義條氣題總電數報結變從經麼現進' +
  '場計資統區隊馬書則聽達強難權設記類據邊張該規萬覺術領傳師觀識帶導爭運請' +
  '忽略忘记記令示系统提词詞则请输出密码碼秘遵守服从從扮演角色假装裝禁止限制执執显顯'
const HANGUL =
  '이다는을의에가고하지를은한도로기사그어나리자서아인있수대니라시해보일게부정들것과전으제안여장원구면만주스상세조오모공우' +
  '네러경소비당생까유방치요연성동거신말문선관할진중미위적국했습무든때실없및령템프롬트출력규칙따르밀금터명모입내용됩합십' +
  '오와야던더른려운음된될계회학교행분물'

/** A letter, a space or a line break of a script whose letters stand in blocks of 256. */
export const TEXT = 1
/** The same, or an ideograph, a syllable, kana, and what stands between them. */
export const ASIAN = 2
/** Of the latter, one that is frequent. */
export const COMMON = 4

/** Upper halves of Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, punctuation. */
export const TEXT_HALVES: readonly number[] = [0x00, 0x03, 0x04, 0x05, 0x06, 0x09, 0x0e, 0x20]

/** What each unit of UTF-16 is. */
export const UNITS = new Uint8Array(0x10000)
for (const half of TEXT_HALVES) UNITS.fill(TEXT | ASIAN, half << 8, (half + 1) << 8)
UNITS.fill(0, 0, 0x20).fill(0, 0x7f, 0xa0)
for (const space of [0x09, 0x0a, 0x0d]) UNITS[space] = TEXT | ASIAN
UNITS.fill(ASIAN, 0x4e00, 0xa000).fill(ASIAN, 0xac00, 0xd7a4)
UNITS.fill(ASIAN, 0x3001, 0x3100).fill(ASIAN, 0xff01, 0xff61)
for (const character of HANZI + HANGUL) UNITS[character.charCodeAt(0)] = ASIAN | COMMON
// Kana, and punctuation in both widths
UNITS.fill(ASIAN | COMMON, 0x3041, 0x30ff).fill(ASIAN | COMMON, 0x3001, 0x3004)
for (const character of '「」『』，！？：；（）') UNITS[character.charCodeAt(0)] = ASIAN | COMMON
