/** What sweeps away all that was said before, whatever it was, in eleven languages. Rules ask what is wanted instead. Notation: see lexicon.ts. */

import type { Lexicon } from './lexicon.ts'

export const anew: Lexicon = {
  anew: [
    'forget everything|forget all that|forget all of that|forget all this|forget all of this|forget it all|forget all tasks|forget all the tasks|forget all previous|forget all the previous|forget the above|forget all above|forget all of the above|forget what i told you|forget what i said|forget all i said|forget everything i|forget what we|forget anything|forget whatever|forget your task|forget your tasks|forget the task|forget the first task|forget the original|forget about everything|forget about all|forget about the above|never mind the above|never mind all that|never mind what i said|nevermind the above|nevermind all that|disregard everything|disregard the above|disregard above|disregard all above|disregard all of the above|disregard all that|disregard anything above|disregard what i said|disregard what was said|disregard whatever|ignore everything|ignore the above|ignore above|ignore all above|ignore all of the above|ignore all that|ignore all text|ignore the text above|ignore what i said|ignore what was said|ignore whatever|ignore any text|ignore anything above|ignore anything before|ignore what came before|ignore what comes before|ignore what precedes|leave all that aside|put all that aside|discard everything|discard the above|drop everything above|drop all of the above|skip everything above|cancel everything|cancel all that|scratch all that|scratch all of that|scrap all that|scrap everything|erase everything|clear everything above|delete everything above|wipe everything|task is cancelled|task is canceled|task is over|previous task complete|previous task is done|first task is done',
    'vergiss alles|vergesst alles|vergessen sie alles|vergiss das alles|vergiss all das|vergiss was ich|vergiss, was ich|vergiss alle aufgaben|vergiss alle vorherigen|vergiss alle bisherigen|vergiss deine aufgabe|vergiss die aufgabe|vergiss das bisherige|vergiss das obige|vergessen sie das obige|vergiss das davor|streiche alle|streichen sie alle|vergiss den text|alles vergessen|ignoriere alles|ignorieren sie alles|ignoriere das obige|ignoriere das bisherige|ignoriere den text|ignoriere alle vorherigen aufgaben|lass alles bisherige|streiche alles|lösch alles|lösche alles|lösch deinen kontext|lösche deinen kontext|ende der ersten aufgabe|die aufgabe ist erledigt|fang von vorne an',
    'oublie tout|oubliez tout|oublie tout ça|oublie tout cela|oublie ce que je|oublie ce qui précède|oublie la tâche|laisse tomber le texte|oublie toutes les tâches|ignore tout ce|ignore tout|ignorez tout|ignore ce qui précède|ignore le texte|laisse tomber tout|laisse tout tomber|efface tout|repars de zéro|repartons de zéro|la tâche est terminée',
    'olvida todo|olvídalo todo|olvide todo|olvida lo anterior|olvida todo lo|olvida lo que|olvida la tarea|no hagas caso de todo|no hagas caso de nada|olvida todas las tareas|ignora todo|ignora lo anterior|ignora todo lo|ignore todo|ignora el texto|descarta todo|borra todo|empieza de cero|empecemos de cero|la tarea ha terminado',
    'esquece tudo|esqueça tudo|esqueça o que|esquece o que|esqueça a tarefa|esqueça todas as tarefas|ignora tudo|ignore tudo|ignore o texto|ignore o que|apaga tudo|apague tudo|descarte tudo|comece do zero|começa do zero|a tarefa acabou',
    'dimentica tutto|dimenticati di tutto|dimentica quello che|dimentica ciò che|dimentica il compito|dimentica tutti i compiti|ignora tutto|ignora quanto|ignora il testo|lascia perdere tutto|cancella tutto|ricomincia da zero|ripartiamo da zero|il compito è finito',
    'забудь все|забудь всё|забудьте все|забудьте всё|забудь что|забудь о том|забудь задание|забудь все задания|забудь предыдущее|игнорируй все|игнорируй всё|игнорируй вышесказанное|игнорируй текст|не обращай внимания на все|не обращай внимания на всё|забудь всё что|сотри все|сотри всё|удали все|начни сначала|начнем сначала|начнём с чистого листа|задание закончено',
    '别管上面|别管之前|不要管上面|不要管之前|清空以上|从头开始|重新开始|重新来过',
    '一からやり直|最初からやり直|さっきのは無しで|さっきのはなしで|今までのはなしで|それはもういいので|それはもういいから',
    'सब भूल जाओ|सब कुछ भूल जाओ|सब कुछ भूल जाएं|सब भूल जाएं|पहले का सब|पिछला सब|ऊपर का सब|ऊपर लिखा सब|सब कुछ अनदेखा|सब अनदेखा|सब कुछ नज़रअंदाज़|नए सिरे से',
    'انس كل شيء|انسى كل شيء|انس كل ما|انسى كل ما|انس ما قلته|انس ما سبق|انسى ما سبق|تجاهل كل شيء|تجاهل كل ما|تجاهل ما سبق|تجاهل ما ورد|تجاهل النص|امسح كل شيء|ابدا من جديد|لنبدا من جديد',
  ].join('|'),
  // Within scripts without spaces a longer phrase hides the shorter one with which it begins.
  ignore: '無視して|無視しろ|無視し|忘れて|忘れろ|忘れなさい',
  prior:
    '之前的|前面的|上面的|以上的|先前的|上面写的|前面说的|前の|前のこと|上のこと|これまでのこと|今までのこと|上に書いてあること|上に書かれた|以前のこと|言われたこと|पहले जो भी|ऊपर जो भी|जो भी कहा गया|जो भी लिखा है',
  instructions: '任务|任務|タスク|指示書|言われたこと',
  all: '一切|すべてのこと|全部のこと',
}
