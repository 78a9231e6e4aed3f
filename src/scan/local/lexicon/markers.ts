/** Forged structure: chat-template tokens, role headers, end-of-prompt markers. The same in every language. `¦` is a vertical bar. */

import type { Lexicon } from './lexicon.ts'

export const markers: Lexicon = {
  faketag:
    '<¦im_start¦>|<¦im_end¦>|<¦endoftext¦>|<¦system¦>|<¦user¦>|<¦assistant¦>|<¦start_header_id¦>|<¦eot_id¦>|<¦begin_of_text¦>|<¦*|<start_of_turn>|<end_of_turn>|[inst]|[/inst]|<<sys>>|<</sys>>|<system>|</system>|<system prompt>|<system_prompt>|</system_prompt>|<system-prompt>|<system message>|<system mode>|</admin>|<instructions>|</instructions>|</user>|</user input>|</user_input>|</data>|</document>|</context>|</tool_response>|</tool_result>|<hidden>|[system]|[system message]|[system prompt]|[system note]|[system override]|[system:*|[admin]|[assistant]|[developer]|[jailbreak]|{{system}}|{{#system|### instruction:|### instructions:|### system|### response:|^system:|^system prompt:|^system message:|^system note:|^system override|^admin:|^developer:|^assistant:|^human:|^sudo|# system:',
  endmark:
    'end of prompt|text ends here|ends here|document ends|text to translate ends|end of system prompt|end of instructions|end of document|end of context|end of input|end of user input|end of text|end of data|end of email|end of conversation|end of the document|end of the text|end system prompt|begin new|begin system|begin instructions|start of new|new session|new conversation starts|[end]|===end*|--- end|*** end|end_of_*|eof|system reset|conversation reset|context reset|session reset|memory reset',
}
