/** The concepts in German, French, Spanish, Portuguese, Italian and Russian. Notation: see lexicon.ts. */

import type { Lexicon } from './lexicon.ts'

export const german: Lexicon = {
  ignore:
    'außer kraft|hebe auf|annulliere*|widerrufe*|sind egal|spielen keine rolle mehr|zählen nicht mehr|haben keine gültigkeit|kümmere dich nicht um|hör auf zu befolgen|befolge nicht|nicht länger befolgen|scher dich nicht um|wirf über bord|lass beiseite|brich|gelten nicht mehr|gilt nicht mehr|nicht mehr gültig|sind ungültig|sind hinfällig|sind aufgehoben|ungültig|ignorier*|missacht*|vergiss|vergesst|vergessen sie|vergesse|vergessen|überschreib*|umgehe|umgehen|übergeh*|verwirf|verwerfen|beachte nicht|nicht mehr beachten|setze außer kraft|lass außer acht',
  prior:
    'des entwicklers|der entwickler|über dieser nachricht|vor dieser nachricht|über dieser zeile|vor diesem satz|am anfang|anfangs|eingangs|zu beginn|vorhin|vorherig*|bisherig*|vorig*|obig*|vorangegangen*|vorangehend*|vorhergehend*|vorstehend*|früher*|ursprünglich*|anfänglich*|zuvor|oben|bisher|vorher|davor|gegeben*',
  all: 'alle|allen|alles|sämtlich*|jegliche*|jede|jeden',
  instructions:
    'anweisung*|instruktion*|regel|regeln|richtlinie*|befehl|befehle|befehlen|vorgabe*|vorschrift*|beschränkung*|einschränkung*|prompt|prompts|anleitung*|sicherheitsrichtlinie*|sicherheitsregel*',
  sysprompt:
    'für dich geschrieben|für dich verfasst|dir gegeben wurde|dir gegebenen|deines prompts|prompt lesen|systemvorgabe*|deiner anweisung*|deiner anweisungen|deine vorgaben|deine konfiguration|interne anweisung*|geheime anweisung*|versteckte anweisung*|systemprompt*|system prompt*|systemanweisung*|systemnachricht*|ursprünglichen anweisung*|deine anweisung*|ihre anweisung*|deinen anweisung*|ihren anweisung*|internen anweisung*|geheimen anweisung*|versteckten anweisung*|anfänglichen anweisung*|initialen prompt|deine regeln|deinen prompt|dein prompt',
  reveal:
    'zeig ihn|zeig sie|zeig es|zeig mir|will sehen|möchte sehen|möchte lesen|will lesen|kopiere|gib wieder|zitiere|lies vor|fasse zusammen|nenn|sag|schick mir|wie lautete*|wie lauten|wortlaut|verrate*|zeig|zeige|zeigen|gib|geben sie|nenne|wiederhole|wiederholen|drucke|offenbar*|enthülle*|teile|sag mir|sage mir|sagen sie mir|ausgeben|gib aus|was ist|was sind|was steht|wie lauten|wie lautet|liste|schreibe|übersetze|preisgeben|verraten|leg offen|offenlegen',
  verbatim:
    'genauen wortlaut|im wortlaut|eins zu eins|unverändert|komplett*|ganzen|gesamten|wortwörtlich|wort für wort|wörtlich|vollständig|exakt',
  secret: 'passwort|passwörter|geheimnis*|geheimen schlüssel|api schlüssel|zugangsdaten|kennwort',
  youare:
    'du bist jetzt|du bist nun|sie sind jetzt|sie sind nun|ab jetzt|ab sofort|von nun an|von jetzt an|tu so|tue so|stell dir vor|stellen sie sich vor|verhalte dich|agiere als|handle als|spiele die rolle|spiel die rolle|schlüpfe in|übernimm die rolle|antworte als|aktiviere|wechsle in',
  unlimited:
    'ohne grenzen|ohne jegliche|ohne jede einschränkung|ohne limit*|ohne skrupel|keine skrupel|schrankenlos*|ohne tabus|ungebremst|uneingeschränkt*|unzensiert*|ungefiltert*|unbegrenzt*|ohne einschränkung*|ohne beschränkung*|keine einschränkung*|keine regeln|ohne regeln|keine grenzen|ohne filter|keine filter|ohne zensur|entwicklermodus|keine beschränkung*|keinerlei einschränkung*|keinerlei regeln|ohne moral*|keine moral*|ohne ethische|keine ethischen|wartungsmodus|frei von|von allen regeln',
  nonrefusal:
    'lehne nie|nie ablehn*|nie wieder ab|niemals ab|beantwortest alles|beantwortet alles|verweigere niemals|lehne niemals ab|lehnst niemals|verweigerst|ohne zu zögern|keine warnung*|ohne warnung*|entschuldige dich nie',
  newtask:
    'meinen befehlen|ausschließlich meinen|ausschließlich mir|nur meinen|tu was ich sage|mach was ich sage|höre nur noch auf mich|hör nur noch auf mich|nur noch auf mich|gehorche nur mir|höre nur auf mich|hör nur auf mich|folge nur mir|gehorche mir|neue anweisung*|neue aufgabe|neuen anweisung*|stattdessen|sag nur|sage nur|antworte nur|folgende anweisung*|folgenden anweisung*|meine anweisungen|eigentliche aufgabe',
  assistant: 'ki|ki modell|ki assistent*|sprachmodell*|assistent*|künstliche intelligenz',
  authority:
    'ich bin dein entwickler|ich bin der entwickler|administrator|systemadministrator|sicherheitsprüfung|sicherheitsaudit|notfallüberschreibung',
  exfiltrate: 'sende*|schicke*|leite|weiterleiten|übermittle*|lade hoch|hochladen|maile|poste',
  data: 'gespräch*|chatverlauf|gesprächsverlauf|benutzerdaten|nutzerdaten|persönliche daten|persönlichen daten|kundendaten|vertrauliche*|dateien|kontakte',
  destructive: 'lösche*|überweise*|übertrage*|gewähre|deaktiviere*|führe aus',
  covert:
    'ohne den benutzer|ohne dem nutzer|ohne den nutzer|erwähne nicht|sag dem nutzer nichts|heimlich|unbemerkt|nicht erwähnen|ohne nachzufragen|ohne rückfrage',
  decode: 'dekodier*|entschlüssel*|entziffer*|rückwärts|kodierten',
  obey: 'befolge*|folge|folgen|führe aus|führe|ausführen|gehorche*',
  meta: 'angriff*|angreifer*|beispiel*|zum beispiel|z.b.|erkläre|erklären|warum|wieso|wie funktioniert|wie kann ich|was bedeutet|erkennen|verhindern|schützen|abwehr*|schwachstelle*|forschung|artikel|benutzer tippen|jemand|leute|wenn ein nutzer|sogenannte*|begriff*|schreiben oft|phrase|satz',
  not: 'vergiss nicht|vergesst nicht|vergessen sie nicht|nicht vergessen|nicht|nie|niemals|kein|keine|keinen|keiner',
  safety:
    'beschränkungen|einschränkungen|sicherheitsrichtlinie*|sicherheitsregel*|filter|inhaltsfilter|alle regeln|deine regeln|sicherheitsfilter|richtlinien',
  you: 'du bist|sie sind|du hast|du kannst|dein|deine|wenn du|du wirst',
  answer: 'antworte*|antwort|beantwort*|alles|befolge|tu alles|hilf mir',
}

export const french: Lexicon = {
  ignore:
    "ignore-les|oublie-les|ignore-la|oublie-la|ignorez-les|oubliez-les|annule|annulez|abandonne|rejette|mets de côté|n'ont plus d'importance|ne suis pas|n'écoute plus|jette|efface|méprise|au diable|ne sont plus valables|ne sont plus valides|n'est plus valable|ne s'appliquent plus|ne comptent plus|sont annulées|sont caduques|ne tiens plus compte|ne tenez plus compte|mets de côté|laisse de côté|laisse tomber|fais fi|faites fi|abstraction de|ignore|ignorez|ignorer|ignorant|oublie|oubliez|oublier|néglige*|passe outre|passez outre|outrepasse*|contourne*|fais abstraction|faites abstraction|ne tiens pas compte|ne tenez pas compte|ne suis plus|ne suivez plus|annule*|écrase*|remplace*|efface*|fais fi|abandonne*",
  prior:
    "du développeur|des développeurs|avant ce message|au début|du début|dessus de ce message|qui précède|ci-avant|qu'on t'a données|précédent*|antérieur*|ci dessus|initial|initiale|initiales|initiaux|originale*|originaux|d'origine|avant|auparavant|jusqu'ici|jusqu'à présent|reçues|reçus|données",
  all: "tout|toute|toutes|tous|chaque|l'ensemble",
  instructions:
    'instruction|instructions|consigne*|règle|règles|directive*|ordre|ordres|commande|commandes|contrainte*|restriction*|prompt|prompts|limite|limites|indications',
  sysprompt:
    'écrit pour toi|ont écrit pour toi|rédigé pour toi|donné pour toi|message système|tes instructions|tes consignes|consignes initiales|instructions cachées|instructions secrètes|tes règles|ton message système|texte de ton prompt|prompt système|prompt systeme|invite système|message système|instructions système|invite initiale|prompt initial|instructions initiales|tes instructions|vos instructions|instructions internes|instructions cachées|instructions secrètes|tes règles|vos règles|tes consignes|vos consignes|votre prompt|ton prompt|consignes initiales',
  reveal:
    'montre-le|montre-moi|montre le moi|affiche-le|affiche-les|veux lire|veux voir|voudrais voir|recopie*|copie*|cite|récite|dis-moi|transmets|quel est|quelles sont|fournis|reproduis|lis|révèle*|révéler|montre|montrez|montrer|affiche*|répète*|répéter|dis moi|dites moi|donne|donnez|donne moi|donnez moi|imprime*|divulgue*|partage*|quel est|quelles sont|quels sont|quelle est|liste|listez|écris|recopie*|traduis|résume*|expose*|communique*',
  verbatim:
    'tel quel|telles quelles|texte exact|mot à mot|sans rien omettre|en entier|intégral*|mot pour mot|mot à mot|textuellement|intégralement|exactement',
  secret: 'mot de passe|mots de passe|secret|secrète|clé secrète|clé api|identifiants',
  youare:
    "tu es maintenant|tu es désormais|vous êtes maintenant|vous êtes désormais|à partir de maintenant|désormais|dorénavant|fais semblant|faites semblant|fais comme si|faites comme si|prétends|agis comme|agissez comme|joue le rôle|jouez le rôle|imagine que|imaginez que|comporte toi|comportez vous|active|activez|tu vas jouer|tu n'es plus",
  unlimited:
    'sans limites|sans limite|sans aucune restriction|sans aucune limite|sans tabou*|sans scrupule*|sans règle*|aucune restriction|aucune limite|ni règles ni filtres|sans restriction|sans restriction*|sans aucune restriction*|aucune restriction|sans limite*|sans aucune limite|aucune limite|sans filtre*|sans aucun filtre|aucun filtre|sans censure|non censuré*|non filtré*|sans règle*|aucune règle|mode développeur|mode sans|illimité*|sans éthique|sans morale|aucune éthique|libre de toute|libéré*|mode maintenance|mode débogage',
  nonrefusal:
    "ne refuse plus|ne refuse jamais|répond à tout|réponds à tout|sans jamais refuser|ne refuse jamais|ne refusez jamais|ne jamais refuser|sans hésiter|ne t'excuse jamais|sans avertissement*|ne refuses jamais",
  newtask:
    "mes ordres|suis uniquement|suis seulement|fais ce que je dis|uniquement mes|n'obéis qu'à moi|n'obéissez qu'à moi|obéis qu'à moi|obéis seulement|écoute que moi|n'écoute que moi|obéis moi|nouvelle instruction|nouvelles instructions|nouvelle tâche|nouvelles consignes|à la place|au lieu de cela|dis seulement|dis simplement|réponds seulement|réponds uniquement|suis mes|suivez mes|instructions suivantes|vraie tâche",
  assistant: 'ia|intelligence artificielle|modèle de langage|assistant|assistante',
  authority:
    'je suis ton développeur|je suis votre développeur|administrateur|audit de sécurité|accès root|accès administrateur',
  exfiltrate:
    'envoie|envoyez|envoyer|transmets|transmettez|transmettre|transfère*|publie*|téléverse*|poste|fais suivre',
  data: 'conversation|historique|données utilisateur|données personnelles|données confidentielles|données sensibles|fichiers|contacts|courriels|données clients',
  destructive: 'supprime*|efface*|transfère*|vire|virez|accorde*|désactive*|exécute*',
  covert:
    "sans en informer|sans informer|sans le dire|sans prévenir|ne mentionne pas|ne mentionnez pas|ne dis pas|secrètement|discrètement|sans demander|à l'insu",
  decode: "décode*|déchiffre*|décrypte*|à l'envers|inversé",
  obey: 'suis|suivez|exécute*|obéis*|applique*|fais ce qui',
  meta: "attaque*|attaquant*|exemple*|par exemple|explique*|pourquoi|comment|que signifie|veut dire|détecter|empêcher|prévenir|protéger|vulnérabilité*|recherche|article|les utilisateurs|quelqu'un|les gens|terme|expression|phrase|signifie",
  not: "n'oublie pas|n'oubliez pas|oublie pas|oubliez pas|ne|pas|jamais|n'*|aucun|aucune",
  safety:
    'restrictions|filtres|règles de sécurité|politique de contenu|filtres de sécurité|consignes de sécurité|tes règles|toutes les règles|tes limites',
  you: 'tu es|vous êtes|tu as|tu peux|ton|tes|votre|vos|si tu|tu vas',
  answer: "réponds|répondez|répondre|obéis|tout|n'importe quoi|réponds à tout",
}

export const spanish: Lexicon = {
  ignore:
    'ignóralas|ignóralos|ignóralo|descártalas|anúlalas|no las sigas|deja sin efecto|cancela|rechaza|abandona|ya no importan|no importan|no obedezcas|no sigas|borra|deshazte de|incumple|sáltate|pasa por alto|ya no valen|ya no vale|ya no son válidas|ya no aplican|ya no se aplican|dejan de ser válidas|quedan anuladas|quedan sin efecto|caso omiso|olvídalas|olvídalos|olvidarlas|no hagas caso|hacer caso omiso|deja de lado|no tengas en cuenta|ignora|ignore|ignoren|ignorad|ignorar|ignorando|olvida|olvide|olvidar|olvídate|olvídese|olvidate|descarta|descarte|descartar|omite|omita|omitir|anula*|anule|sobrescrib*|haz caso omiso|haga caso omiso|pasa por alto|no sigas|no siga|deja de seguir|deja de lado|elude|evade|desobedece*|desestima|desestime|prescinde',
  prior:
    'del desarrollador|de los desarrolladores|encima de este mensaje|antes de este mensaje|al principio|del principio|al inicio|que te dieron|precedentes|anterior|anteriores|previa|previas|previo|previos|precedente*|de arriba|inicial|iniciales|original|originales|antes|hasta ahora|recibid*',
  all: 'todo|toda|todos|todas|cualquier|cada',
  instructions:
    'instrucción|instrucciones|indicación|indicaciones|regla|reglas|directriz|directrices|directiva*|orden|órdenes|comando*|restriccion*|restricción|norma|normas|política*|prompt|prompts|pautas|limitaciones|límites',
  sysprompt:
    'escribieron para ti|escrito para ti|te escribieron|te dieron los desarrolladores|prompt que los desarrolladores|mensaje de sistema|mensaje del sistema|tus instrucciones|instrucciones ocultas|instrucciones secretas|instrucciones iniciales|tus reglas|tu configuración|texto de tu prompt|prompt del sistema|prompt de sistema|mensaje del sistema|mensaje de sistema|instrucciones del sistema|instrucciones iniciales|instrucciones originales|prompt inicial|prompt original|tus instrucciones|sus instrucciones|tu prompt|instrucciones internas|instrucciones ocultas|instrucciones secretas|tus reglas|tus directrices|indicaciones iniciales|indicación del sistema',
  reveal:
    'muéstramelo|muéstralo|muéstralas|enséñamelo|enséñame|quiero leer|quiero ver|copia|cópiame|cita|recita|dame|dime|cuál es|cuáles son|transcribe|reproduce|léeme|entrégame|revela*|revele|revelar|muestra|muestre|mostrar|muéstrame|imprime|imprima|repite|repita|repetir|dime|dígame|dame|deme|enseña*|cuál es|cuáles son|cuál fue|lista|enumera|escribe|divulga*|comparte|copia|traduce|resume|expón|filtra|proporciona*',
  verbatim:
    'texto exacto|tal cual|sin omitir nada|al pie de la letra|entero|enteras|palabra por palabra|textualmente|literalmente|al pie de la letra|completo|exactamente',
  secret: 'contraseña*|secreto|secreta|clave secreta|clave api|clave de api|credenciales|clave',
  youare:
    'ahora eres|eres ahora|ahora serás|a partir de ahora|desde ahora|de ahora en adelante|finge*|actúa como|actúe como|actua como|compórtate|imagina que|imagine que|haz el papel|interpreta*|simula|hazte pasar|juega el papel|ya no eres|activa|active|entra en modo|responde como',
  unlimited:
    'sin límites|sin ningún límite|sin ninguna restricción|sin tabúes|sin escrúpulos|ninguna restricción|ningún límite|no tienes reglas|sin reglas ni filtros|sin restricciones|sin restriccion*|sin restricción|sin ninguna restricción|ninguna restricción|no tienes restricciones|sin límite*|sin ningún límite|sin filtro*|sin ningún filtro|sin censura|sin reglas|no tienes reglas|modo desarrollador|modo dios|ilimitad*|sin ética|sin moral|libre de|no tienes límites|modo administrador|modo de depuración|modo mantenimiento|liberad*',
  nonrefusal:
    'nunca más rechaces|nunca rechaces|jamás rechaces|no rechaces|responde a todo|respondes a todo|nunca te niegues|nunca rechac*|no te niegues|sin dudar*|sin advertencia*|nunca te disculpes|nunca digas que no',
  newtask:
    'mis órdenes|sigue únicamente|sigue solo|haz lo que digo|haz lo que yo diga|únicamente mis|obedéceme solo|obedece solo|obedéceme|solo a mí|hazme caso|únicamente a mí|nueva instrucción|nuevas instrucciones|nueva tarea|nuevas reglas|en su lugar|en lugar de eso|solo di|sólo di|di solo|responde solo|responde únicamente|sigue mis|siga mis|siguientes instrucciones|tarea real',
  assistant: 'ia|inteligencia artificial|modelo de lenguaje|asistente',
  authority:
    'soy tu desarrollador|soy su desarrollador|soy el desarrollador|administrador|auditoría de seguridad|acceso root|soy tu creador',
  exfiltrate: 'envía|envia|envíe|enviar|manda|mande|reenvía|reenvia|reenvíe|transmite|publica|sube|remite',
  data: 'conversación|historial|datos del usuario|datos personales|datos confidenciales|información confidencial|información personal|archivos|contactos|correos|datos de clientes',
  destructive: 'elimina*|borra*|transfiere|transfiera|concede|otorga|desactiva|desactive|ejecuta|ejecute',
  covert:
    'sin avisar|sin informar|sin decir*|sin mencionar|no menciones|no le digas|no informes|en secreto|secretamente|discretamente|sin preguntar|sin que el usuario',
  decode: 'decodifica*|descifra*|desencripta*|al revés|codificad*',
  obey: 'sigue|siga|ejecuta|ejecute|obedece|obedezca|cumple|haz lo que',
  meta: 'ataque*|atacante*|ejemplo*|por ejemplo|explica*|explique|por qué|cómo|qué significa|significa|detectar|prevenir|evitar|proteger|vulnerabilidad*|investigación|artículo|los usuarios|alguien|la gente|término|frase',
  not: 'no olvides|no olvide|no te olvides|no|nunca|jamás|ningún|ninguna',
  safety:
    'restricciones|filtros|reglas de seguridad|política de contenido|filtros de seguridad|normas de seguridad|tus reglas|todas las reglas|tus límites',
  you: 'eres|tienes|puedes|tu|tus|si tuvieras|usted|serás',
  answer: 'responde|responda|contesta|obedece|cualquier cosa|responder',
}

export const portuguese: Lexicon = {
  ignore:
    'ignore todas elas|ignore-as|descarte-as|não as siga|cancele|rejeite|abandone|não importam mais|já não importam|não obedeça|apague|livre-se de|descumpra|quebre|pule|já não valem|não valem mais|não vale mais|deixam de valer|perderam a validade|não se aplicam mais|estão anuladas|esqueça as|esqueça-as|esqueça-os|ignore as|não leve em conta|não leve em consideração|deixe de seguir|ignore|ignora|ignorem|ignorar|ignorando|esqueça|esquece|esquecer|esqueca|desconsider*|descarte|descarta|desrespeite|desobedeça|anule|sobrescreva|substitua|contorne|não siga|pare de seguir|deixe de lado|passe por cima|burle|despreze|não leve em conta',
  prior:
    'do desenvolvedor|dos desenvolvedores|acima desta mensagem|antes desta mensagem|no início|do início|no começo|do começo|que lhe deram|que te deram|precedentes|anterior|anteriores|prévia*|prévio*|acima|inicial|iniciais|original|originais|antes|até agora|recebid*|precedente*|dadas|passadas',
  all: 'todo|toda|todos|todas|tudo|qualquer|cada|quaisquer',
  instructions:
    'instrução|instruções|regra|regras|diretriz|diretrizes|diretiva*|ordem|ordens|comando*|restrição|restrições|norma|normas|política*|prompt|prompts|orientaç*|limitações|limites',
  sysprompt:
    'escreveram para você|escrito para você|escreveram para ti|prompt que os desenvolvedores|que os desenvolvedores te deram|mensagem de sistema|mensagem do sistema|suas instruções|instruções ocultas|instruções secretas|instruções iniciais|suas regras|tuas instruções|texto do seu prompt|prompt do sistema|prompt de sistema|mensagem do sistema|mensagem de sistema|instruções do sistema|instruções iniciais|instruções originais|prompt inicial|prompt original|suas instruções|tuas instruções|seu prompt|instruções internas|instruções ocultas|instruções secretas|suas regras|suas diretrizes',
  reveal:
    'mostre-o|mostre-as|mostra-mo|quero ler|quero ver|exiba|copie|cite|recite|dê-me|me dê|diga-me|qual é|quais são|transcreva|reproduza|leia|forneça|me mostre|mostre-me|revele|revela|revelar|mostre|mostra|mostrar|imprima|imprime|repita|repete|repetir|diga me|me diga|diga|dê me|me dê|exiba|exibe|qual é|quais são|qual foi|liste|escreva|divulgue|compartilhe|copie|traduza|resuma|exponha|vaze|forneça|conte',
  verbatim:
    'tal como está|tal qual|texto exato|tal e qual|sem omitir nada|ao pé da letra|por inteiro|na íntegra|palavra por palavra|literalmente|na íntegra|textualmente|exatamente',
  secret: 'senha|senhas|segredo*|secreta|chave secreta|chave de api|chave api|credenciais',
  youare:
    'agora você é|você agora é|você é agora|a partir de agora|de agora em diante|doravante|finja|fingir|atue como|aja como|comporte se|imagine que|faça o papel|interprete|simule|faça de conta|assuma o papel|você não é mais|ative|entre no modo|responda como|tu és agora',
  unlimited:
    'sem limites|sem nenhum limite|sem nenhuma restrição|sem qualquer restrição|sem tabus|sem escrúpulos|nenhuma restrição|nenhum limite|sem restrições|sem restriç*|sem nenhuma restrição|nenhuma restrição|sem limite*|sem nenhum limite|sem filtro*|sem nenhum filtro|sem censura|sem regras|modo desenvolvedor|modo de desenvolvedor|modo deus|ilimitad*|irrestrit*|sem ética|sem moral|livre de|modo administrador|modo de depuração|modo manutenção|liberad*|não tem restrições|não tem limites|não tem regras',
  nonrefusal:
    'nunca mais recuse|nunca recuse|jamais recuse|não recuse|responde a tudo|responda a tudo|nunca recuse|nunca se recuse|não recuse|sem hesitar|sem avisos|sem advertência*|nunca peça desculpas|nunca diga não',
  newtask:
    'minhas ordens|siga unicamente|siga apenas|siga somente|siga só|faça o que eu digo|faça o que eu mandar|obedeça somente|obedeça apenas|obedeça só|obedeça-me|obedeça a mim|somente a mim|apenas a mim|só a mim|nova instrução|novas instruções|nova tarefa|novas regras|em vez disso|ao invés disso|apenas diga|diga apenas|só diga|responda apenas|responda somente|siga minhas|siga as minhas|seguintes instruções|tarefa real',
  assistant: 'ia|inteligência artificial|modelo de linguagem|assistente',
  authority:
    'sou seu desenvolvedor|sou o seu desenvolvedor|sou o desenvolvedor|administrador|auditoria de segurança|acesso root|sou seu criador',
  exfiltrate:
    'envie|envia|enviar|mande|manda|encaminhe|encaminhar|transmita|publique|faça upload|poste|remeta',
  data: 'conversa|histórico|dados do usuário|dados pessoais|dados confidenciais|informações confidenciais|informações pessoais|arquivos|contatos|e mails|dados de clientes|dados dos clientes',
  destructive: 'exclua|apague|delete|transfira|conceda|desative|execute',
  covert:
    'sem avisar ninguém|sem avisar ao|sem avisar o|sem o avisar|sem informar|sem dizer|sem mencionar|não mencione|não diga|não informe|em segredo|secretamente|discretamente|sem perguntar|sem que o usuário',
  decode: 'decodifi*|descodifi*|decifr*|descriptograf*|de trás para frente|codificad*|ao contrário',
  obey: 'siga|execute|obedeça|cumpra|faça o que',
  meta: 'ataque*|atacante*|invasor*|exemplo*|por exemplo|explique*|por que|porquê|como funciona|como posso|o que significa|significa|detectar|prevenir|evitar|proteger|vulnerabilidade*|pesquisa|artigo|os usuários|usuários|alguém|as pessoas|termo|frase',
  not: 'não se esqueça|não esqueça|não esqueças|não|nunca|jamais|nenhum|nenhuma',
  safety:
    'restrições|filtros|regras de segurança|política de conteúdo|filtros de segurança|normas de segurança|suas regras|todas as regras|seus limites',
  you: 'você é|você tem|você pode|seu|sua|suas|se você|você será|tu és',
  answer: 'responda|responde|obedeça|qualquer coisa|responder',
}

export const italian: Lexicon = {
  ignore:
    'ignorale|ignorali|scartale|non seguirle|cancella|revoca|respingi|abbandona|non importano più|non obbedire|elimina|sbarazzati|infrangi|salta|butta via|non rispettare|non valgono più|non vale più|non sono più valide|non si applicano più|sono annullate|non contano più|dimenticale|dimenticali|dimenticarle|ignorale|ignorali|lascia perdere|metti da parte|non tenere più conto|non badare|ignora|ignori|ignorate|ignorare|ignorando|dimentica|dimentichi|dimenticate|dimenticare|trascura*|scarta|tralascia*|non considerare|non tenere conto|non seguire|smetti di seguire|sovrascriv*|aggira*|annulla*|bypassa|lascia perdere|disattendi|scavalca*',
  prior:
    "dello sviluppatore|degli sviluppatori|sopra questo messaggio|prima di questo messaggio|all'inizio|dell'inizio|che ti hanno dato|che hai ricevuto|che precedono|precedent*|sopra|inizial*|originale|originali|prima|finora|fin qui|ricevut*|antecedent*|sopraccitat*|passate",
  all: 'tutto|tutta|tutte|tutti|qualsiasi|ogni|qualunque',
  instructions:
    'istruzione|istruzioni|regola|regole|direttiva|direttive|ordine|ordini|comando|comandi|restrizion*|linee guida|vincol*|norme|politiche|prompt|indicazioni|limitazioni|limiti',
  sysprompt:
    'scritto per te|scritti per te|prompt che gli sviluppatori|che ti hanno scritto|messaggio di sistema|tue istruzioni|istruzioni nascoste|istruzioni segrete|istruzioni iniziali|tue regole|tuo prompt|testo del tuo prompt|prompt di sistema|prompt del sistema|messaggio di sistema|istruzioni di sistema|istruzioni del sistema|istruzioni iniziali|istruzioni originali|prompt iniziale|prompt originale|tue istruzioni|vostre istruzioni|sue istruzioni|tuo prompt|istruzioni interne|istruzioni nascoste|istruzioni segrete|tue regole|tue direttive|tue linee guida',
  reveal:
    'mostramelo|mostrale|fammelo vedere|fammi vedere|voglio leggere|voglio vedere|copia|cita|recita|dammi|dimmi|qual è|quali sono|trascrivi|riproduci|leggi|fornisci|mostrami|mostramele|rivela*|rivelami|mostra|mostrami|mostri|mostrare|stampa|stampi|ripeti|ripeta|ripetere|dimmi|mi dica|dammi|visualizza|qual è|quali sono|qual era|elenca|scrivi|divulga*|condividi|copia|traduci|riassumi|esponi|fornisci',
  verbatim:
    "così com'è|cosi come|così come sono|testo esatto|tale e quale|senza omettere nulla|alla lettera|per intero|integralmente|parola per parola|letteralmente|testualmente|integralmente|esattamente",
  secret: 'password|segreto|segreti|segreta|chiave segreta|chiave api|credenziali',
  youare:
    "ora sei|adesso sei|sei ora|da ora in poi|d'ora in poi|da adesso in poi|da questo momento|fingi|fai finta|finga|agisci come|comportati|immagina di|immagina che|interpreta|simula|recita|assumi il ruolo|non sei più|attiva|entra in modalità|rispondi come|impersona",
  unlimited:
    'senza limiti|senza alcun limite|senza alcuna restrizione|senza nessuna restrizione|senza tabù|senza scrupoli|nessuna restrizione|nessun limite|senza restrizioni|senza restrizion*|senza alcuna restrizione|nessuna restrizione|senza limit*|senza alcun limite|nessun limite|senza filtr*|senza alcun filtro|senza censur*|non censurat*|senza regole|nessuna regola|modalità sviluppatore|modalità dio|illimitat*|senza etica|senza morale|libero da|modalità amministratore|modalità debug|modalità manutenzione|liberat*',
  nonrefusal:
    'non rifiutare mai|mai più una richiesta|non rifiuti mai|risponde a tutto|rispondi a tutto|non rifiutare mai|non rifiutarti|senza esitazion*|senza esitare|senza avvertenze|senza avvisi|non scusarti|non rifiuti mai',
  newtask:
    "miei ordini|segui unicamente|segui solo|segui soltanto|fai quello che dico|fa' come dico|obbedisci soltanto|obbedisci solo|obbediscimi|soltanto a me|solo a me|ascolta solo me|dai retta solo|nuova istruzione|nuove istruzioni|nuovo compito|nuove regole|invece|di' solo|dì solo|rispondi solo|rispondi soltanto|segui le mie|seguenti istruzioni|vero compito",
  assistant: 'ia|intelligenza artificiale|modello linguistico|assistente',
  authority:
    'sono il tuo sviluppatore|sono lo sviluppatore|amministratore|audit di sicurezza|verifica di sicurezza|accesso root|sono il tuo creatore',
  exfiltrate: 'invia|inviate|invii|inviare|manda|inoltra|inoltrate|trasmetti|pubblica|spedisci',
  data: "conversazione|cronologia|dati dell'utente|dati utente|dati personali|dati riservati|informazioni riservate|informazioni personali|file|contatti|email|dati dei clienti",
  destructive: 'elimina*|cancella*|trasferisci|concedi|disattiva|disabilita|esegui',
  covert:
    "senza avvisare nessuno|senza avvisare l'utente|senza avvisarlo|senza informare|senza dire|senza dirlo|senza menzionare|non menzionare|non dire|non informare|in segreto|segretamente|di nascosto|senza chiedere|all'insaputa",
  decode: 'decodifica*|decifra*|decritta*|al contrario|codificat*',
  obey: 'segui|esegui|obbedisci|ubbidisci|rispetta|fai ciò che|fai quello che',
  meta: 'attacco|attacchi|attaccante|attaccanti|esempio|esempi|per esempio|spiega*|perché|come funziona|come posso|cosa significa|significa|rilevare|prevenire|proteggere|vulnerabilità|ricerca|articolo|gli utenti|qualcuno|la gente|termine|frase',
  not: 'non dimenticare|non dimenticate|non dimenticarti|non dimenticar*|non|mai|nessun|nessuna',
  safety:
    'restrizioni|filtri|regole di sicurezza|filtri di sicurezza|norme di sicurezza|tue regole|tutte le regole|tuoi limiti',
  you: 'sei|hai|puoi|tuo|tua|tue|se tu|sarai',
  answer: 'rispondi|rispondere|obbedisci|qualsiasi cosa|risponde a tutto',
}

export const russian: Lexicon = {
  ignore:
    'не следуй им|забудь их|игнорируй их|отбрось|аннулируй*|отклони|нарушай*|не соблюдай|не следуй|не имеют значения|больше не важны|выкинь|сотри|плюнь на|брось|перестань соблюдать|больше не действуют|больше не действует|не имеют силы|утратили силу|отменены|отменяются|аннулированы|недействительны|не учитывай|не учитывайте|выброси из головы|игнориру*|проигнориру*|игнорировать|забудь*|забыть|забудьте|отбрось*|отмени|отмените|пренебреги*|не обращай внимания|не обращайте внимания|обойди|обходи|отключи|перестань следовать|не следуй|не соблюдай|нарушь|нарушай|сбрось|отвергни|откажись от|переопредели',
  prior:
    'разработчика|разработчиков|выше этого сообщения|до этого сообщения|в начале|в самом начале|данные в начале|тебе дали|дали тебе|который находится выше|предыдущ*|прежн*|вышеуказанн*|вышеизложенн*|вышеперечисленн*|выше|ранее|изначальн*|первоначальн*|начальн*|прошл*|исходн*|полученн*|данные тебе|данных тебе|до этого|предшествующ*',
  all: 'все|всё|всех|всем|любые|любых|всю|каждую',
  instructions:
    'инструкц*|указани*|правил*|команд*|директив*|ограничени*|приказ*|промпт*|предписани*|рекомендац*|установк*|политик*',
  sysprompt:
    'написали для тебя|написан для тебя|написанный для тебя|тебе написали|промпт который|системного сообщения|системных сообщений|системного запроса|системной инструкции|системные правила|системных правил|твоего промпта|своего промпта|скрытые инструкции|скрытых инструкций|твоих инструкций|своих инструкций|системный промпт|системного промпта|системные инструкции|системных инструкций|системное сообщение|системную инструкцию|системный запрос|системную подсказку|твои инструкции|ваши инструкции|свои инструкции|твой промпт|свой промпт|начальные инструкции|исходные инструкции|изначальные инструкции|секретные инструкции|скрытые инструкции|внутренние инструкции|первоначальные инструкции|твои правила|начальный промпт',
  reveal:
    'хочу прочитать|хочу увидеть|хочу видеть|покажи его|покажи их|дай|скопируй*|процитируй|прочитай|передай|пришли|открой|изложи|воспроизведи|раскрой*|покажи*|выведи*|повтори*|скажи*|расскажи*|напиши*|напечатай*|назови*|перечисли*|сообщи*|выдай*|какие|каков*|какой|процитируй*|поделись|переведи|предоставь',
  verbatim:
    'точный текст|без изменений|ничего не пропуская|весь текст|точно|дословно|слово в слово|полностью|буквально|целиком',
  secret: 'парол*|секрет*|ключ api|api ключ|учетные данные|секретный ключ',
  youare:
    'ты теперь|теперь ты|вы теперь|теперь вы|с этого момента|отныне|притворись|притворяйся|представь|представьте|веди себя|действуй как|сыграй роль|играй роль|ты будешь|вообрази|прикинься|ты больше не|активируй|включи|войди в|перейди в|отвечай как|выступи в роли',
  unlimited:
    'без каких-либо ограничений|без ограничений и|без любых ограничений|без рамок|без табу|без цензуры|никаких ограничений|никаких правил|никаких фильтров|ни правил ни фильтров|без ограничений|без каких либо ограничений|нет ограничений|без фильтр*|без цензур*|нет правил|без правил|режим разработчика|режиме разработчика|неограниченн*|нецензурированн*|без запретов|нет запретов|без морал*|без этик*|нет фильтров|режим бога|свободен от|не ограничен*|режим администратора|режим отладки|режим обслуживания',
  nonrefusal:
    'никогда не отказывай|больше никогда не отказывай|отвечает на всё|отвечай на всё|на любые вопросы|на любой вопрос|никогда не отказывай*|не отказывай*|без колебаний|без предупреждений|не извиняйся|незаконн*|никогда не говори нет',
  newtask:
    'мои приказы|мои команды|исключительно мои|только мои|делай что я говорю|делай то что я|слушайся только меня|слушай только меня|подчиняйся только мне|только меня|только мне|новая инструкция|новые инструкции|новое задание|новая задача|новые правила|вместо этого|просто скажи|скажи только|отвечай только|ответь только|следующие инструкции|следующую инструкцию|следуй моим|настоящая задача',
  assistant: 'ии|искусственный интеллект|языковая модель|ассистент*|помощник*|нейросет*',
  authority:
    'я твой разработчик|я разработчик|администратор*|аудит безопасности|проверка безопасности|я твой создатель',
  exfiltrate: 'отправь*|пошли*|перешли*|передай*|вышли|загрузи*|опубликуй*|отправить|переслать',
  data: 'разговор*|переписк*|история чата|историю чата|данные пользовател*|личные данные|персональные данные|конфиденциальн*|файлы|контакты|письма|данные клиентов',
  destructive: 'удали*|переведи*|предоставь*|отключи*|выполни*',
  covert: 'не упоминай*|не сообщай*|не говори*|тайно|незаметно|втайне|без ведома|не спрашивая|скрытно',
  decode: 'декодируй*|расшифруй*|раскодируй*|задом наперед|закодирован*',
  obey: 'следуй*|выполни*|выполняй*|исполни*|подчиняйся|повинуйся',
  meta: 'атак*|злоумышленник*|пример*|например|объясни*|почему|зачем|как работает|как защитить|что значит|что означает|обнаруж*|предотврат*|защит*|уязвимост*|исследовани*|статья|статье|пользователи часто|кто то|люди|термин|фраз*',
  not: 'не забудь|не забудьте|не забывай|не забывайте|не|ни|никогда|нет|никак*',
  safety: 'ограничени*|фильтр*|правила безопасности|все правила|политик* безопасности|запрет*',
  you: 'ты|тебя|твой|твои|вы|у тебя|если бы ты',
  answer: 'отвечай*|ответь*|отвечать|подчиняйся|что угодно|на всё|отвечает',
}

export const dutch: Lexicon = {
  ignore:
    'negeer|negeren|vergeet|vergeten|sla over|omzeil*|volg niet|niet meer volgen|gelden niet meer|overschrijf',
  prior: 'vorige|voorgaande|eerdere|bovenstaande|oorspronkelijke|hierboven|daarvoor|hiervoor|gegeven',
  all: 'alle|alles|elke',
  instructions: 'instructies|regels|opdrachten|richtlijnen|aanwijzingen|beperkingen|bevelen',
  sysprompt:
    'systeemprompt|systeemprompts|systeembericht|je instructies|jouw instructies|uw instructies|systeeminstructies',
  reveal: 'toon|laat zien|onthul|geef|herhaal|vertel|druk af|wat zijn|wat staat|laat',
  verbatim: 'woord voor woord|letterlijk|volledig',
  secret: 'wachtwoord*|geheim*|geheime sleutel',
  youare: 'je bent nu|jij bent nu|u bent nu|vanaf nu|doe alsof|gedraag je als|speel de rol|stel je voor',
  unlimited:
    'zonder beperkingen|zonder regels|zonder filters|zonder filter|onbeperkt*|ongefilterd*|ongecensureerd*|ontwikkelaarsmodus|geen beperkingen|geen regels',
  nonrefusal: 'weiger nooit|nooit weigeren|weiger niet',
  newtask: 'nieuwe instructies|nieuwe opdracht|in plaats daarvan|zeg alleen|antwoord alleen',
}

export const polish: Lexicon = {
  ignore:
    'zignoruj|ignoruj|zignorować|zapomnij|pomiń|odrzuć|nie przestrzegaj|nie stosuj się|obejdź|przestań przestrzegać',
  prior: 'poprzedni*|wcześniejsz*|powyższ*|pierwotn*|początkow*|dotychczasow*',
  all: 'wszystkie|wszystko|wszelkie|wszystkich',
  instructions: 'instrukcj*|polece*|zasad*|reguł*|wytyczn*|ogranicze*|rozkaz*',
  sysprompt:
    'prompt systemowy|promptu systemowego|wiadomość systemow*|twoje instrukcje|swoje instrukcje|instrukcje systemowe',
  reveal: 'pokaż|ujawnij|wyświetl|podaj|powtórz|wypisz|zdradź|powiedz',
  verbatim: 'słowo w słowo|dosłownie|w całości',
  secret: 'hasło|hasła|sekret*|tajny klucz',
  youare: 'jesteś teraz|teraz jesteś|od teraz|udawaj|zachowuj się jak|wciel się|wyobraź sobie',
  unlimited:
    'bez ogranicze*|bez zasad|bez filtrów|bez cenzury|nieograniczon*|tryb dewelopera|żadnych ogranicze*',
  nonrefusal: 'nigdy nie odmawiaj|nie odmawiaj',
  newtask: 'nowe instrukcje|nowe zadanie|zamiast tego|powiedz tylko',
}
