/** The concepts in English. Notation: see lexicon.ts. */

import type { Lexicon } from './lexicon.ts'

export const english: Lexicon = {
  ignore:
    "ignore|ignores|ignoring|ignored|disregard*|forget|forgetting|override|overriding|overwrite|bypass|bypassing|discard|neglect|overlook|set aside|put aside|pay no attention to|nullify|throw out|throw away|leave aside|never mind|nevermind|stop following|stop obeying|no longer follow|do not follow|don't follow|cease following|do not obey|don't obey|do not comply with|do not listen to|dismiss|abandon|unlearn|violate|break free from|refuse to follow|not bound by|no longer bound by|freed from|free from|suspend*|disable|void",
  prior:
    "previous|previously|prior|above|preceding|earlier|before|foregoing|initial|original|past|existing|former|so far|up to now|until now|given to you|gave you|you were given|you received|you have received|been told|were told|you were told|told you|at the beginning|at the start|that came before|precede|pre existing|old|current|received|given|of the above|all that was said|you know|you learned|you have learned|come before|said before|told before|hidden|system|developer|developer's",
  all: 'all|any|every|everything|anything|whatever|each|entire',
  instructions:
    'instruction|instructions|instrucitons|intructions|directive|directives|rule|rules|guideline|guidelines|command|commands|orders|prompt|prompts|constraints|restriction|restrictions|limitation|limitations|programming|directions|safeguard*|guardrail*|safety filters|safety rules|content filter*|content polic*|safety polic*|safety protocol*|protocols|training|context|ethical guidelines|moderation|intructions|instuctions|instrutions|instrucitons|ethics|what you were told|what you have been told|you have been told',
  sysprompt:
    'your exact instruction*|your full instruction*|your raw instruction*|your complete instruction*|your opening instruction*|your current instruction*|your previous instruction*|instruction set|full system context|system context|initialization string|initial setup|system configuration|your persona|your full context|your opening prompt|your actual prompt|your entire prompt|your entire instruction*|your backstory|your preamble|my system prompt|the first message|first characters of|beginning of this conversation|start of this conversation|before this conversation|start of our conversation|text between system|text before|not supposed to tell|not allowed to say|what you were told|first sentence of your|last sentence of your|text that appears before|system prompt|system prompts|system message|system instruction*|initial prompt|hidden prompt|hidden instruction*|original prompt|initial instruction*|original instruction*|secret instruction*|internal instruction*|your instructions|your prompt|your rules|your guidelines|your directives|your programming|your configuration|developer message|developer instruction*|preprompt|pre prompt|meta prompt|prompt above|instructions above|text above|words above|above text|above prompt|everything above|conversation above|instructions you were given|starting instructions|custom instructions|your initial|your hidden|your context window|your instruction|your original instruction*|your initial instruction*|your system instruction*|your system message|your system prompt|your secret|your pre prompt|your first instruction*|your core instruction*|system prompt verbatim|base prompt|root prompt|core instructions',
  reveal:
    "reveal|revealing|show|print|repeat|output|display|leak|tell me|give me|disclose|expose|share|dump|recite|list|spell out|write out|copy|echo|what is|what are|what was|what were|what's|translate|reproduce|summarize|summarise|state|quote|divulge|provide|read back|paste|respond with|describe|encode|paraphrase|rephrase",
  verbatim:
    'verbatim|word for word|exactly as|in full|as is|code block|codeblock|starting with|beginning with|letter by letter|without omitting|every word',
  secret:
    'password|passwords|passphrase|secret|secrets|secret key|api key|api keys|credentials|access token|private key|confidential|access code|env variables|environment variables',
  youare:
    "you are now|you're now|you will now|you are going to|act as|acting as|pretend*|from now on|from this point|henceforth|roleplay*|role play*|simulate|simulating|imagine you|imagine that you|behave as|behave like|your new name|your name is|you are to act|take on the role|take the role|assume the role|assume the persona|play the role|play a character|answer as|respond as|become|transform into|you are not|you no longer|you are no longer|enter|activate|enable|switch to|switch into|you have been|you are free|going forward|you shall|you must now|channel",
  unlimited:
    'unrestricted|unfiltered|uncensored|unlimited|unbound|unaligned|unmoderated|no restriction*|without restriction*|without any restriction*|no limit*|without limit*|without any limit*|no filter*|without filter*|without any filter*|no rules|without rules|without any rules|no guidelines|without guidelines|do anything now|can do anything|dan|jailbroken|jailbreak mode|amoral|immoral|unethical|no ethic*|without ethic*|no moral*|without moral*|without any moral*|without any ethic*|no censorship|without censorship|developer mode|dev mode|god mode|sudo mode|god mode enabled|unsafe mode|no safety|without safety|no content policy|no boundaries|without boundaries|broken free|free of all|free from all|free of the|no longer bound|not bound|no warnings|opposite mode|free from any|any restrictions|bypass restrictions|no constraints|without constraints|hacker mode|unchained|liberated|rule free|zero restrictions|restrictions lifted|limits removed|safety off|ignore safety',
  nonrefusal:
    "never refuse|cannot refuse|can't refuse|must not refuse|do not refuse|don't refuse|without refus*|never say no|stay in character|stay a|remain in character|break character|never apologi*|do not apologi*|no disclaimer*|without disclaimer*|no warning*|without warning*|without warnings|without hesitation|without question|i can't|i cannot|i'm sorry|as an ai|no matter how|regardless of legality|regardless of ethic*|regardless of safety|regardless of how|regardless of content|fully comply|must comply|will comply|always comply|answer everything|answer any question|any request|no moralizing|moral lecture*|harmful",
  newtask:
    'new instruction*|new task|new directive*|new rule*|new prompt|new objective|real task|actual task|real instruction*|true instruction*|updated instruction*|only say|just say|and say|only print|just print|say only|respond only|reply only|just respond|only respond|your only task|your sole|main task|following instruction*|instructions below|follow these|my instructions|these instructions',
  assistant:
    'ai|ai assistant|ai model|language model|llm|llms|chatbot|assistant|chatgpt|gpt*|claude|gemini|bard|llama|copilot|bot|agent|neural network|openai|anthropic',
  authority:
    "system override|admin override|override code|override mode|emergency override|root access|admin access|administrator|i am your developer|i'm your developer|your creator|your developers|developer of this|authorized by|security audit|system admin|openai staff|i am the developer|i created you|system update|policy update|security clearance|sudo|superuser",
  exfiltrate:
    'send|forward|post|upload|email|e-mail|exfiltrat*|transmit|leak|submit|append|embed|mail|deliver|ping|fetch|curl|bcc|encode it|include it in',
  data: "conversation|chat history|conversation history|message history|user data|user's data|personal data|personal information|all emails|inbox|contacts|all files|all documents|customer data|credit card*|ssn|passwords|api keys|all credentials|.env|private data|sensitive data|confidential|secrets|session|cookies",
  destination:
    'http://*|https://*|www.*|webhook*|attacker*|external server|external url|this url|following url|this address',
  destructive:
    'delete|transfer|wire|grant|revoke|elevate|escalate|disable|shut down|unlock|rm -rf|drop table|change the password|reset the password|invoke|execute',
  covert:
    "do not mention|don't mention|without telling|without informing|do not tell|don't tell|never tell|do not inform|silently|secretly|without asking|without confirmation|without notifying|do not ask|do not alert|without the user*|discreetly|quietly|before responding|before answering|before doing anything",
  decode:
    'decode*|decrypt*|base64|rot13|rot 13|decipher*|unscramble|reversed|backwards|hex string|morse|caesar|ascii codes|cipher|encoded|token sequence|reverse the',
  obey: 'follow|obey|execute|comply|carry out|do what it says|act on|act upon|perform it|run it|follow it|answer it|respond to it',
  meta: "prompt injection*|injection attack*|jailbreaking|jailbreak attempt*|attack|attacks|attacker|attackers|attacker's|adversarial|users often|users may|users try|users type|someone|people|phrase|phrases|example|examples|for instance|such as|e.g.|explain|detect*|prevent*|defend*|defense|protect against|mitigat*|research|paper|blog|article|vulnerabilit*|red team*|classifier|how does|how do|how can i|how can we|why does|why do|why|what does|means|meaning|called|known as|technique|malicious|if a user|when a user|when someone|if someone|tries to|attempts to|attempt to|discuss|describe|difference between|security team|owasp",
  safety:
    'restrictions|restriction|content filter*|content polic*|content restriction*|safety filter*|safety guideline*|safety rule*|safety check*|safety protocol*|safety polic*|safety measure*|all filters|filters|your filters|your restrictions|your limitations|your limits|your safeguards|safeguards|guardrails|your guidelines|your rules|your training|your programming|your policies|your ethics|ethical guidelines|moral guidelines|moderation|your constraints|your censorship|normal rules|all rules|all restrictions|all limitations|all safety|safety rails|your instructions',
  you: "you are|you're|you have|you can|your|you've|you will|you must|if you had|you agreed|you said|you now|you were|you as",
  answer:
    'answer|answers|respond|responds|reply|comply|complies|do anything|help me|help users|tell me|say|obey|speak freely|responding freely|any request|any question|everything|anything|generate|output|proceed|operate|explain|act',
  not: "not|don't|do not|never|cannot|can't|won't|shouldn't|should not|must not|no",
}
