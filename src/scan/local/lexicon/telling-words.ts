/** Words that hardly an attack can do without, and that are not one letter away from others, where words have spaces between them. */

export const TELLING_WORDS = [
  'ignore ignores ignored ignoring disregard disregarding forget forgetting override overrides overriding overwrite bypass',
  'previous previously instruction instructions directive directives guideline guidelines restriction restrictions limitations',
  'prompt prompts reveal disclose verbatim confidential password passwords credentials pretend roleplay unrestricted unfiltered',
  'uncensored developer administrator jailbreak jailbroken assistant conversation',
  'ignoriere ignorieren vorherigen bisherigen anweisung anweisungen richtlinien einschränkungen',
  'précédentes précédents consignes',
  'instrucciones instrucción anteriores restricciones contraseña',
  'instruções instrução restrições',
  'dimentica istruzioni istruzione precedenti restrizioni',
  'игнорируй игнорируйте игнорировать инструкции инструкций инструкцию предыдущие предыдущих указания ограничения ограничений',
].flatMap((words) => words.split(' '))
