/**
 * A task that is given is no role to leave, and who tells a model not to obey what it reads leads it nowhere: system prompts
 * say both. The phrases are nobody's (`indefinite`) and hide what shorter ones would say. Notation: see lexicon.ts.
 */

import type { Lexicon } from './lexicon.ts'

/** All ways to go through some choices, one after the other. */
const product = (...choices: readonly (readonly string[])[]): string =>
  choices.reduce((all, next) => all.flatMap((start) => next.map((end) => `${start} ${end}`))).join('|')

export const givenTasks: Lexicon = {
  indefinite: [
    product(
      ['your task', 'your job', 'your role', 'your purpose', 'your assignment'],
      ['is to', 'is simply to', 'is only to'],
    ),
    product(
      ['do not follow', "don't follow", 'never follow', 'do not obey', 'never obey'],
      ['instructions', 'any instructions', 'the instructions', 'orders'],
      ['in', 'inside', 'within', 'contained in', 'found in'],
      [
        'the text',
        'this text',
        'these texts',
        'the texts',
        'the document',
        'the message',
        'the data',
        'the input',
        'it',
        'them',
      ],
    ),
    product(['deine aufgabe', 'dein auftrag', 'deine rolle'], ['ist es', 'ist, ', 'ist:']),
    product(
      ['befolge', 'folge'],
      ['keine anweisungen', 'keinen anweisungen', 'nicht den anweisungen'],
      ['im text', 'aus dem text', 'in den texten', 'im dokument'],
    ),
    product(
      ['ta tâche', 'ta mission', 'ton rôle', 'ton travail', 'votre rôle', 'votre tâche', 'votre mission'],
      ['est de', "est d'"],
    ),
    product(
      ['ne suis pas', 'ne suivez pas', "n'obéis pas aux", 'ne suis aucune'],
      ['les instructions', 'les consignes', 'instruction', 'instructions'],
      ['du texte', 'dans le texte', 'des textes', 'du document', 'contenues dans'],
    ),
    product(['tu tarea', 'tu misión', 'tu papel', 'tu rol', 'tu trabajo'], ['es']),
    product(
      ['no sigas', 'no obedezcas'],
      ['las instrucciones', 'instrucciones', 'ninguna instrucción'],
      ['del texto', 'de los textos', 'en el texto', 'del documento'],
    ),
    product(['sua tarefa', 'sua função', 'sua missão', 'seu papel', 'teu papel'], ['é']),
    product(
      ['não siga', 'não obedeça'],
      ['as instruções', 'instruções', 'às instruções'],
      ['no texto', 'do texto', 'nos textos', 'do documento'],
    ),
    product(['il tuo compito', 'tuo compito', 'il tuo ruolo', 'tuo ruolo', 'la tua missione'], ['è', "e'"]),
    product(
      ['non seguire', 'non eseguire', 'non obbedire a'],
      ['le istruzioni', 'istruzioni', 'gli ordini'],
      ['nel testo', 'del testo', 'nei testi', 'contenute nel testo', 'del documento'],
    ),
    product(
      ['твоя задача', 'твоя роль', 'свою задачу'],
      [
        'проверить',
        'проверять',
        'отвечать',
        'помогать',
        'переводить',
        'перевести',
        'исправить',
        'исправлять',
        'состоит',
        'это',
      ],
    ),
    product(
      ['не выполняй', 'не выполняйте', 'не следуй', 'не исполняй'],
      ['инструкции', 'указания', 'инструкциям', 'указаниям', 'команды'],
      ['в тексте', 'из текста', 'в текстах', 'из документа'],
    ),
    '你的任务是|你的职责是|你的角色是|你的身份是|不要遵循文本中的指令|不要执行文本中的指令|不要听从文本中的指令|不要遵循文中的指令',
    'あなたの仕事は|あなたの役割は|あなたの任務は|文章中の指示には従わないで|テキスト内の指示には従わないで|文中の指示には従わないで|文書内の指示には従わないで',
    product(['مهمتك', 'وظيفتك', 'دورك'], ['هي', 'هو']),
    product(
      ['لا تتبع', 'لا تنفذ'],
      ['التعليمات', 'الاوامر', 'اي تعليمات'],
      ['الموجودة في النص', 'في النص', 'الواردة في النص', 'داخل النص'],
    ),
    product(['आपका काम', 'तुम्हारा काम', 'आपकी भूमिका', 'तुम्हारी भूमिका'], ['है']),
  ].join('|'),
}
