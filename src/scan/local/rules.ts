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

export const RULES: readonly Rule[] = [
  {
    id: 'ignore-prior-instructions',
    category: 'instruction_override',
    needs: ['ignore', 'prior', 'instructions'],
    span: 70,
    weight: 0.95,
  },
  {
    id: 'drop-prior-instructions',
    category: 'instruction_override',
    needs: ['drop', 'prior', 'instructions'],
    span: 45,
    weight: 0.4,
  },
  {
    id: 'ignore-system-prompt',
    category: 'instruction_override',
    needs: ['ignore', 'sysprompt'],
    span: 50,
    weight: 0.85,
  },
  {
    id: 'ignore-all-instructions',
    category: 'instruction_override',
    needs: ['ignore', 'all', 'instructions'],
    span: 70,
    weight: 0.7,
  },
  {
    id: 'ignore-then-new-task',
    category: 'instruction_override',
    needs: ['ignore', 'prior', 'newtask'],
    span: 90,
    weight: 0.7,
  },
  {
    id: 'ignore-all-prior',
    category: 'instruction_override',
    needs: ['ignore', 'all', 'prior'],
    span: 40,
    weight: 0.6,
  },
  {
    id: 'new-instructions-for-model',
    category: 'instruction_override',
    needs: ['newtask', 'assistant', 'instructions'],
    span: 60,
    weight: 0.35,
  },
  {
    id: 'authority-unlocks',
    category: 'instruction_override',
    needs: ['authority', 'ignore'],
    span: 90,
    weight: 0.6,
  },
  {
    id: 'authority-asks-secret',
    category: 'system_prompt_leak',
    needs: ['authority', 'reveal', 'secret'],
    span: 140,
    weight: 0.6,
  },
  {
    id: 'reveal-system-prompt',
    category: 'system_prompt_leak',
    needs: ['reveal', 'sysprompt'],
    span: 45,
    weight: 0.85,
  },
  {
    id: 'reveal-prior-instructions',
    category: 'system_prompt_leak',
    needs: ['reveal', 'prior', 'instructions'],
    span: 50,
    weight: 0.55,
  },
  {
    id: 'verbatim-prior',
    category: 'system_prompt_leak',
    needs: ['reveal', 'verbatim', 'prior'],
    span: 110,
    weight: 0.6,
  },
  {
    id: 'verbatim-system-prompt',
    category: 'system_prompt_leak',
    needs: ['verbatim', 'sysprompt'],
    span: 80,
    weight: 0.8,
  },
  {
    id: 'unlimited-persona',
    category: 'jailbreak_persona',
    needs: ['youare', 'unlimited'],
    span: 110,
    weight: 0.8,
  },
  {
    id: 'never-refuse',
    category: 'jailbreak_persona',
    needs: ['youare', 'nonrefusal'],
    span: 110,
    weight: 0.5,
  },
  {
    id: 'unlimited-model',
    category: 'jailbreak_persona',
    needs: ['unlimited', 'assistant'],
    span: 50,
    weight: 0.55,
  },
  {
    id: 'unlimited-no-refusal',
    category: 'jailbreak_persona',
    needs: ['unlimited', 'nonrefusal'],
    span: 200,
    weight: 0.7,
  },
  {
    id: 'fake-header-order',
    category: 'fake_context',
    needs: ['faketag', 'ignore', 'instructions'],
    span: 120,
    weight: 0.9,
  },
  {
    id: 'fake-header-persona',
    category: 'fake_context',
    needs: ['faketag', 'youare'],
    span: 60,
    weight: 0.45,
  },
  {
    id: 'fake-header-unlimited',
    category: 'fake_context',
    needs: ['faketag', 'unlimited'],
    span: 100,
    weight: 0.8,
  },
  {
    id: 'fake-header-leak',
    category: 'fake_context',
    needs: ['faketag', 'reveal', 'secret'],
    span: 100,
    weight: 0.7,
  },
  { id: 'end-then-new', category: 'fake_context', needs: ['endmark', 'newtask'], span: 120, weight: 0.8 },
  { id: 'end-then-order', category: 'fake_context', needs: ['endmark', 'ignore'], span: 120, weight: 0.6 },
  {
    id: 'send-data-away',
    category: 'data_exfiltration',
    needs: ['exfiltrate', 'data', 'destination'],
    span: 120,
    weight: 0.6,
  },
  {
    id: 'send-data-covertly',
    category: 'data_exfiltration',
    needs: ['exfiltrate', 'data', 'covert'],
    span: 160,
    weight: 0.75,
  },
  {
    id: 'model-sends-data',
    category: 'data_exfiltration',
    needs: ['assistant', 'exfiltrate', 'data'],
    span: 90,
    weight: 0.4,
  },
  {
    id: 'covert-tool-use',
    category: 'tool_abuse',
    needs: ['destructive', 'covert'],
    span: 120,
    weight: 0.55,
  },
  {
    id: 'ignore-and-act',
    category: 'tool_abuse',
    needs: ['ignore', 'prior', 'destructive'],
    span: 90,
    weight: 0.6,
  },
  {
    id: 'ignore-safety',
    category: 'instruction_override',
    needs: ['ignore', 'safety'],
    span: 32,
    weight: 0.6,
  },
  {
    id: 'drop-safety',
    category: 'instruction_override',
    needs: ['drop', 'safety', 'you'],
    span: 40,
    weight: 0.45,
  },
  {
    id: 'ignore-instructions-new-task',
    category: 'instruction_override',
    needs: ['ignore', 'instructions', 'newtask'],
    span: 60,
    weight: 0.8,
  },
  {
    id: 'drop-sysprompt',
    category: 'instruction_override',
    needs: ['drop', 'sysprompt'],
    span: 30,
    weight: 0.5,
  },
  {
    id: 'unlimited-answer',
    category: 'jailbreak_persona',
    needs: ['unlimited', 'answer'],
    span: 60,
    weight: 0.6,
  },
  { id: 'you-unlimited', category: 'jailbreak_persona', needs: ['you', 'unlimited'], span: 60, weight: 0.45 },
  {
    id: 'you-unlimited-assistant',
    category: 'jailbreak_persona',
    needs: ['you', 'unlimited', 'assistant'],
    span: 80,
    weight: 0.6,
  },
  {
    id: 'send-system-prompt',
    category: 'data_exfiltration',
    needs: ['exfiltrate', 'sysprompt'],
    span: 60,
    weight: 0.6,
  },
  { id: 'fake-header-safety', category: 'fake_context', needs: ['faketag', 'safety'], span: 70, weight: 0.7 },
  {
    id: 'fake-header-sysprompt',
    category: 'fake_context',
    needs: ['faketag', 'sysprompt', 'reveal'],
    span: 80,
    weight: 0.7,
  },
  {
    id: 'authority-safety',
    category: 'instruction_override',
    needs: ['authority', 'safety'],
    span: 90,
    weight: 0.6,
  },
  {
    id: 'authority-sysprompt',
    category: 'system_prompt_leak',
    needs: ['authority', 'sysprompt'],
    span: 90,
    weight: 0.7,
  },
  { id: 'covert-assistant', category: 'tool_abuse', needs: ['assistant', 'covert'], span: 90, weight: 0.4 },
  {
    id: 'covert-exfiltrate',
    category: 'data_exfiltration',
    needs: ['exfiltrate', 'covert', 'destination'],
    span: 160,
    weight: 0.6,
  },
  {
    id: 'authority-demands',
    category: 'instruction_override',
    needs: ['authority', 'obey'],
    span: 110,
    weight: 0.5,
  },
  {
    id: 'only-me',
    category: 'instruction_override',
    needs: ['ignore', 'newtask', 'obey'],
    span: 120,
    weight: 0.5,
  },
  {
    id: 'leak-whole-text',
    category: 'system_prompt_leak',
    needs: ['reveal', 'verbatim', 'sysprompt'],
    span: 110,
    weight: 0.9,
  },
  {
    id: 'unlimited-persona-no-refusal',
    category: 'jailbreak_persona',
    needs: ['youare', 'unlimited', 'nonrefusal'],
    span: 500,
    weight: 0.9,
  },
  {
    id: 'persona-without-safety',
    category: 'jailbreak_persona',
    needs: ['youare', 'ignore', 'safety'],
    span: 160,
    weight: 0.6,
  },
]

const numbers = new Map(RULES.map((rule, at) => [rule, at]))

/** Place of a rule in `RULES`. */
export const ruleNumber = (rule: Rule): number => numbers.get(rule)!
