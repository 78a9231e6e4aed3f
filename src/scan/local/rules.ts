/**
 * The readable half of the engine: which concepts, named close to one another, make an attack of which kind.
 * Order does not matter (languages differ in it), distance does. Weights are probabilities that the text is an
 * attack when nothing else is known; the model and the context move them.
 */

import type { Concept } from './lexicon/lexicon.ts'

export const CATEGORIES = [
  'instruction_override',
  'system_prompt_leak',
  'jailbreak_persona',
  'fake_context',
  'encoded_payload',
  'tool_abuse',
  'data_exfiltration',
] as const
export type Category = (typeof CATEGORIES)[number]

export interface Rule {
  readonly id: string
  readonly category: Category
  readonly needs: readonly Concept[]
  /** Largest distance between the first and the last of them, in folded characters. */
  readonly span: number
  readonly weight: number
}

/** As the table below writes a rule: its id, weight, span and needs. */
type Line = readonly [id: string, weight: number, span: number, ...needs: Concept[]]

const rules = (category: Category, lines: readonly Line[]): readonly Rule[] =>
  lines.map(([id, weight, span, ...needs]) => ({ id, category, needs, span, weight }))

/** In a fixed order: the model knows a rule by its number. */
export const RULES: readonly Rule[] = [
  ...rules('instruction_override', [
    ['ignore-prior-instructions', 0.95, 70, 'ignore', 'prior', 'instructions'],
    ['drop-prior-instructions', 0.4, 45, 'drop', 'prior', 'instructions'],
    ['ignore-system-prompt', 0.85, 50, 'ignore', 'sysprompt'],
    ['ignore-all-instructions', 0.7, 70, 'ignore', 'all', 'instructions'],
    ['ignore-then-new-task', 0.7, 90, 'ignore', 'prior', 'newtask'],
    ['ignore-all-prior', 0.6, 40, 'ignore', 'all', 'prior'],
    ['new-instructions-for-model', 0.35, 60, 'newtask', 'assistant', 'instructions'],
    ['authority-unlocks', 0.6, 90, 'authority', 'ignore'],
    ['ignore-safety', 0.6, 32, 'ignore', 'safety'],
    ['drop-safety', 0.45, 40, 'drop', 'safety', 'you'],
    ['ignore-instructions-new-task', 0.8, 60, 'ignore', 'instructions', 'newtask'],
    ['drop-sysprompt', 0.5, 30, 'drop', 'sysprompt'],
    ['authority-safety', 0.6, 90, 'authority', 'safety'],
    ['authority-demands', 0.5, 110, 'authority', 'obey'],
    ['only-me', 0.5, 120, 'ignore', 'newtask', 'obey'],
    ['ignore-thing-and-say', 0.7, 90, 'ignore', 'object', 'dictate'],
    ['not-that-but-say', 0.7, 80, 'insteadof', 'dictate'],
    ['not-that-but-order', 0.4, 50, 'insteadof', 'order'],
    ['pressed-to-ignore', 0.6, 140, 'pressure', 'ignore'],
    ['pressed-to-obey', 0.5, 110, 'pressure', 'obey'],
    ['pressed', 0.3, 80, 'pressure', 'you', 'order'],
    ['ignore-then-task', 0.5, 70, 'ignore', 'newtask'],
    ['ignore-your-prompt', 0.8, 50, 'ignore', 'yourprompt'],
    ['authority-orders', 0.2, 110, 'authority', 'order', 'payload'],
    ['ignore-and-say', 0.7, 110, 'ignore', 'dictate', 'prior'],
    ['ignore-role', 0.5, 50, 'ignore', 'role'],
    ['ignore-told', 0.6, 60, 'ignore', 'toldyou'],
    ['drop-your-prompt', 0.5, 40, 'drop', 'yourprompt'],
    ['drop-your-brief', 0.4, 40, 'drop', 'you', 'brief'],
    ['drop-told', 0.5, 60, 'drop', 'toldyou', 'brief'],
    ['drop-operator', 0.5, 60, 'drop', 'operator', 'brief'],
    ['your-prompt-void', 0.5, 50, 'yourprompt', 'void'],
    ['your-brief-void', 0.4, 60, 'you', 'brief', 'void'],
    ['told-void', 0.5, 80, 'toldyou', 'brief', 'void'],
    ['prior-brief-void', 0.4, 60, 'prior', 'brief', 'void'],
    ['mine-over-yours', 0.5, 70, 'mine', 'yourprompt'],
    ['mine-over-brief', 0.5, 70, 'mine', 'brief', 'void'],
    ['mine-over-told', 0.5, 80, 'mine', 'toldyou'],
    ['mine-over-operator', 0.5, 80, 'mine', 'operator'],
    ['disobey-brief', 0.4, 30, 'disobey', 'brief'],
    ['disobey-operator', 0.5, 30, 'disobey', 'operator'],
    ['authority-drops', 0.4, 120, 'authority', 'drop', 'brief'],
    ['authority-voids', 0.4, 120, 'authority', 'brief', 'void'],
  ]),
  ...rules('system_prompt_leak', [
    ['authority-asks-secret', 0.6, 140, 'authority', 'reveal', 'secret'],
    ['reveal-system-prompt', 0.85, 45, 'reveal', 'sysprompt'],
    ['reveal-prior-instructions', 0.3, 50, 'reveal', 'prior', 'instructions'],
    ['verbatim-prior', 0.3, 110, 'reveal', 'verbatim', 'prior'],
    ['verbatim-system-prompt', 0.8, 80, 'verbatim', 'sysprompt'],
    ['authority-sysprompt', 0.7, 90, 'authority', 'sysprompt'],
    ['leak-whole-text', 0.9, 110, 'reveal', 'verbatim', 'sysprompt'],
    ['reveal-your-prompt', 0.85, 45, 'reveal', 'yourprompt'],
    ['ask-your-prompt', 0.5, 40, 'ask', 'yourprompt'],
    ['reveal-your-secret', 0.8, 50, 'reveal', 'yoursecret'],
    ['ask-your-secret', 0.6, 40, 'ask', 'yoursecret'],
    ['not-that-but-reveal', 0.8, 100, 'insteadof', 'reveal', 'yourprompt'],
    ['pressed-to-reveal', 0.7, 140, 'pressure', 'yourprompt'],
    ['authority-your-prompt', 0.7, 110, 'authority', 'yourprompt'],
    ['new-task-your-prompt', 0.8, 100, 'newtask', 'yourprompt'],
    ['verbatim-your-prompt', 0.8, 80, 'verbatim', 'yourprompt'],
    ['reprint-above', 0.7, 45, 'reprint', 'above'],
    ['hide-and-reveal', 0.7, 160, 'hide', 'reveal', 'yourprompt'],
    ['reprint-place', 0.5, 80, 'reprint', 'place', 'talk'],
    ['ask-told', 0.4, 70, 'ask', 'toldyou', 'norms'],
    ['hidden-word-shape', 0.5, 80, 'hiddenword', 'shape'],
    ['spill-hidden-word', 0.4, 30, 'spill', 'hiddenword'],
    ['shape-your-prompt', 0.5, 60, 'shape', 'yourprompt'],
    ['spill-your-brief', 0.4, 40, 'spill', 'you', 'brief'],
  ]),
  ...rules('jailbreak_persona', [
    ['unlimited-persona', 0.8, 110, 'youare', 'unlimited'],
    ['never-refuse', 0.4, 110, 'youare', 'nonrefusal'],
    ['unlimited-model', 0.55, 50, 'unlimited', 'assistant'],
    ['unlimited-no-refusal', 0.7, 200, 'unlimited', 'nonrefusal'],
    ['unlimited-answer', 0.6, 60, 'unlimited', 'answer'],
    ['you-unlimited', 0.35, 60, 'you', 'unlimited'],
    ['you-unlimited-assistant', 0.6, 80, 'you', 'unlimited', 'assistant'],
    ['unlimited-persona-no-refusal', 0.9, 500, 'youare', 'unlimited', 'nonrefusal'],
    ['persona-without-safety', 0.4, 160, 'youare', 'ignore', 'safety'],
    ['pressed-without-limits', 0.6, 140, 'pressure', 'unlimited'],
    ['forced-opening', 0.6, 60, 'startwith', 'affirm'],
    ['two-voices', 0.6, 160, 'twovoices', 'youare'],
    ['two-voices-unlimited', 0.8, 240, 'twovoices', 'unlimited'],
    ['two-voices-no-refusal', 0.8, 240, 'twovoices', 'nonrefusal'],
    ['ignore-yourself', 0.4, 45, 'ignore', 'you', 'assistant'],
    ['you-never-refuse', 0.5, 60, 'you', 'nonrefusal'],
    ['unlimited-answers-any', 0.4, 80, 'unlimited', 'dictate'],
    ['freed-persona', 0.5, 90, 'youare', 'absence', 'norms'],
    ['freed-you', 0.35, 60, 'you', 'absence', 'norms'],
    ['freed-machine', 0.35, 80, 'machine', 'absence', 'norms'],
    ['pressed-past-norms', 0.5, 140, 'pressure', 'absence', 'norms'],
  ]),
  ...rules('fake_context', [
    ['fake-header-order', 0.9, 120, 'faketag', 'ignore', 'instructions'],
    ['fake-header-persona', 0.45, 60, 'faketag', 'youare'],
    ['fake-header-unlimited', 0.8, 100, 'faketag', 'unlimited'],
    ['fake-header-leak', 0.7, 100, 'faketag', 'reveal', 'secret'],
    ['end-then-new', 0.8, 120, 'endmark', 'newtask'],
    ['end-then-order', 0.6, 120, 'endmark', 'ignore'],
    ['fake-header-safety', 0.7, 70, 'faketag', 'safety'],
    ['fake-header-sysprompt', 0.7, 80, 'faketag', 'sysprompt', 'reveal'],
    ['reader-ordered', 0.6, 90, 'audience', 'order'],
    ['reader-told-to-say', 0.7, 110, 'audience', 'dictate'],
    ['reader-hides', 0.8, 200, 'audience', 'hide'],
    ['reader-ignores', 0.7, 110, 'audience', 'ignore'],
    ['end-then-reveal', 0.8, 140, 'endmark', 'yourprompt'],
    ['end-then-order-to', 0.3, 160, 'endmark', 'order', 'payload'],
    ['fake-header-says', 0.6, 100, 'faketag', 'dictate'],
    ['fake-header-payload', 0.6, 120, 'faketag', 'order', 'payload'],
    ['fake-header-your-prompt', 0.7, 100, 'faketag', 'yourprompt'],
    ['end-then-payload', 0.4, 160, 'endmark', 'payload'],
    ['reading-machine-ordered', 0.3, 100, 'machine', 'reads', 'order'],
    ['hailed-machine-ordered', 0.3, 80, 'hail', 'machine', 'order'],
    ['hailed-machine-told-to-say', 0.4, 100, 'hail', 'machine', 'dictate'],
    ['called-to-drop', 0.5, 80, 'called', 'drop', 'brief'],
    ['called-brief-void', 0.5, 80, 'called', 'brief', 'void'],
    ['called-off-operator', 0.5, 80, 'called', 'operator', 'drop'],
    ['called-to-disobey', 0.4, 30, 'called', 'disobey'],
  ]),
  ...rules('encoded_payload', [
    ['decode-and-obey', 0.2, 60, 'decode', 'obey'],
    ['decode-and-ignore', 0.3, 90, 'decode', 'ignore'],
  ]),
  ...rules('tool_abuse', [
    ['covert-tool-use', 0.55, 120, 'destructive', 'covert'],
    ['ignore-and-act', 0.3, 90, 'ignore', 'prior', 'destructive'],
    ['covert-assistant', 0.4, 90, 'assistant', 'covert'],
    ['hide-from-user', 0.4, 200, 'hide'],
    ['hide-and-act', 0.7, 160, 'hide', 'order', 'payload'],
    ['hide-and-say', 0.7, 160, 'hide', 'dictate'],
    ['tool-with-payload', 0.7, 80, 'usetool', 'payload'],
    ['tool-with-prompt', 0.8, 100, 'usetool', 'yourprompt'],
    ['tool-with-data', 0.3, 100, 'usetool', 'exfiltrate'],
    ['not-that-but-act', 0.6, 80, 'insteadof', 'payload'],
    ['ignore-thing-and-act', 0.6, 90, 'ignore', 'object', 'payload'],
    ['reader-acts', 0.6, 140, 'audience', 'payload'],
  ]),
  ...rules('data_exfiltration', [
    ['send-data-away', 0.3, 120, 'exfiltrate', 'data', 'destination'],
    ['send-data-covertly', 0.75, 160, 'exfiltrate', 'data', 'covert'],
    ['model-sends-data', 0.2, 90, 'assistant', 'exfiltrate', 'data'],
    ['send-system-prompt', 0.6, 60, 'exfiltrate', 'sysprompt'],
    ['covert-exfiltrate', 0.6, 160, 'exfiltrate', 'covert', 'destination'],
    ['reader-sends-data', 0.7, 140, 'audience', 'exfiltrate'],
    ['url-carries-data', 0.7, 120, 'urlcarry', 'data'],
    ['url-carries-yours', 0.3, 80, 'urlcarry', 'you'],
    ['reading-machine-sends', 0.4, 140, 'machine', 'reads', 'exfiltrate'],
    ['hailed-machine-sends', 0.4, 120, 'hail', 'machine', 'exfiltrate'],
  ]),
]

const numbers = new Map(RULES.map((rule, at) => [rule, at]))

/** Place of a rule in `RULES`. */
export const ruleNumber = (rule: Rule): number => numbers.get(rule)!
