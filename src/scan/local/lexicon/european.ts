/** The concepts in German, French, Spanish, Portuguese, Italian and Russian. Notation: see lexicon.ts. */

import type { Lexicon } from './lexicon.ts'

export const german: Lexicon = {
  ignore:
    'ignorier*|missacht*|vergiss|vergesst|vergessen sie|vergesse|vergessen|überschreib*|umgehe|umgehen|übergeh*|verwirf|verwerfen|beachte nicht|nicht mehr beachten|setze außer kraft|lass außer acht',
  prior:
    'vorherig*|bisherig*|vorig*|obig*|vorangegangen*|vorangehend*|vorhergehend*|vorstehend*|früher*|ursprünglich*|anfänglich*|zuvor|oben|bisher|vorher|davor|gegeben*',
  all: 'alle|allen|alles|sämtlich*|jegliche*|jede|jeden',
  instructions:
    'anweisung*|instruktion*|regel|regeln|richtlinie*|befehl|befehle|befehlen|vorgabe*|vorschrift*|beschränkung*|einschränkung*|prompt|prompts|anleitung*|sicherheitsrichtlinie*|sicherheitsregel*',
  sysprompt:
    'systemprompt*|system prompt*|systemanweisung*|systemnachricht*|ursprünglichen anweisung*|deine anweisung*|ihre anweisung*|deinen anweisung*|ihren anweisung*|internen anweisung*|geheimen anweisung*|versteckten anweisung*|anfänglichen anweisung*|initialen prompt|deine regeln|deinen prompt|dein prompt',
  reveal:
    'verrate*|zeig|zeige|zeigen|gib|geben sie|nenne|wiederhole|wiederholen|drucke|offenbar*|enthülle*|teile|sag mir|sage mir|sagen sie mir|ausgeben|gib aus|was ist|was sind|was steht|wie lauten|wie lautet|liste|schreibe|übersetze|preisgeben|verraten|leg offen|offenlegen',
  verbatim: 'wortwörtlich|wort für wort|wörtlich|vollständig|exakt',
  secret: 'passwort|passwörter|geheimnis*|geheimen schlüssel|api schlüssel|zugangsdaten|kennwort',
  youare:
    'du bist jetzt|du bist nun|sie sind jetzt|sie sind nun|ab jetzt|ab sofort|von nun an|von jetzt an|tu so|tue so|stell dir vor|stellen sie sich vor|verhalte dich|agiere als|handle als|spiele die rolle|spiel die rolle|schlüpfe in|übernimm die rolle|antworte als|aktiviere|wechsle in',
  unlimited:
    'uneingeschränkt*|unzensiert*|ungefiltert*|unbegrenzt*|ohne einschränkung*|ohne beschränkung*|keine einschränkung*|keine regeln|ohne regeln|keine grenzen|ohne filter|keine filter|ohne zensur|entwicklermodus|keine beschränkung*|keinerlei einschränkung*|keinerlei regeln|ohne moral*|keine moral*|ohne ethische|keine ethischen|wartungsmodus|frei von|von allen regeln',
  nonrefusal:
    'verweigere niemals|lehne niemals ab|lehnst niemals|verweigerst|ohne zu zögern|bleib in der rolle|keine warnung*|ohne warnung*|entschuldige dich nie|illegal*',
  newtask:
    'neue anweisung*|neue aufgabe|neuen anweisung*|stattdessen|sag nur|sage nur|antworte nur|folgende anweisung*|folgenden anweisung*|meine anweisungen|eigentliche aufgabe',
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
  not: 'nicht|nie|niemals|kein|keine|keinen|keiner',
  safety:
    'beschränkungen|einschränkungen|sicherheitsrichtlinie*|sicherheitsregel*|filter|inhaltsfilter|alle regeln|deine regeln|sicherheitsfilter|richtlinien',
  you: 'du bist|sie sind|du hast|du kannst|dein|deine|wenn du|du wirst',
  answer: 'antworte*|antwort|beantwort*|alles|befolge|tu alles|hilf mir',
}

export const french: Lexicon = {
  ignore:
    'ignore|ignorez|ignorer|ignorant|oublie|oubliez|oublier|néglige*|passe outre|passez outre|outrepasse*|contourne*|fais abstraction|faites abstraction|ne tiens pas compte|ne tenez pas compte|ne suis plus|ne suivez plus|annule*|écrase*|remplace*|efface*|fais fi|abandonne*',
  prior:
    "précédent*|antérieur*|ci dessus|initial|initiale|initiales|initiaux|originale*|originaux|d'origine|avant|auparavant|jusqu'ici|jusqu'à présent|reçues|reçus|données",
  all: "tout|toute|toutes|tous|chaque|l'ensemble",
  instructions:
    'instruction|instructions|consigne*|règle|règles|directive*|ordre|ordres|commande|commandes|contrainte*|restriction*|prompt|prompts|limite|limites|indications',
  sysprompt:
    'prompt système|prompt systeme|invite système|message système|instructions système|invite initiale|prompt initial|instructions initiales|tes instructions|vos instructions|instructions internes|instructions cachées|instructions secrètes|tes règles|vos règles|tes consignes|vos consignes|votre prompt|ton prompt|consignes initiales',
  reveal:
    'révèle*|révéler|montre|montrez|montrer|affiche*|répète*|répéter|dis moi|dites moi|donne|donnez|donne moi|donnez moi|imprime*|divulgue*|partage*|quel est|quelles sont|quels sont|quelle est|liste|listez|écris|recopie*|traduis|résume*|expose*|communique*',
  verbatim: 'mot pour mot|mot à mot|textuellement|intégralement|exactement',
  secret: 'mot de passe|mots de passe|secret|secrète|clé secrète|clé api|identifiants',
  youare:
    "tu es maintenant|tu es désormais|vous êtes maintenant|vous êtes désormais|à partir de maintenant|désormais|dorénavant|fais semblant|faites semblant|fais comme si|faites comme si|prétends|agis comme|agissez comme|joue le rôle|jouez le rôle|imagine que|imaginez que|comporte toi|comportez vous|active|activez|tu vas jouer|tu n'es plus",
  unlimited:
    'sans restriction*|sans aucune restriction*|aucune restriction|sans limite*|sans aucune limite|aucune limite|sans filtre*|sans aucun filtre|aucun filtre|sans censure|non censuré*|non filtré*|sans règle*|aucune règle|mode développeur|mode sans|illimité*|sans éthique|sans morale|aucune éthique|libre de toute|libéré*|mode maintenance|mode débogage',
  nonrefusal:
    "ne refuse jamais|ne refusez jamais|ne jamais refuser|sans hésiter|reste dans le personnage|ne t'excuse jamais|sans avertissement*|illégal*|ne refuses jamais",
  newtask:
    'nouvelle instruction|nouvelles instructions|nouvelle tâche|nouvelles consignes|à la place|au lieu de cela|dis seulement|dis simplement|réponds seulement|réponds uniquement|suis mes|suivez mes|instructions suivantes|vraie tâche',
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
  not: "ne|pas|jamais|n'*|aucun|aucune",
  safety:
    'restrictions|filtres|règles de sécurité|politique de contenu|filtres de sécurité|consignes de sécurité|tes règles|toutes les règles|tes limites',
  you: 'tu es|vous êtes|tu as|tu peux|ton|tes|votre|vos|si tu|tu vas',
  answer: "réponds|répondez|répondre|obéis|tout|n'importe quoi|réponds à tout",
}

export const spanish: Lexicon = {
  ignore:
    'ignora|ignore|ignoren|ignorad|ignorar|ignorando|olvida|olvide|olvidar|olvídate|olvídese|olvidate|descarta|descarte|descartar|omite|omita|omitir|anula*|anule|sobrescrib*|haz caso omiso|haga caso omiso|pasa por alto|no sigas|no siga|deja de seguir|deja de lado|elude|evade|desobedece*|desestima|desestime|prescinde',
  prior:
    'anterior|anteriores|previa|previas|previo|previos|precedente*|de arriba|inicial|iniciales|original|originales|antes|hasta ahora|recibid*',
  all: 'todo|toda|todos|todas|cualquier|cada',
  instructions:
    'instrucción|instrucciones|indicación|indicaciones|regla|reglas|directriz|directrices|directiva*|orden|órdenes|comando*|restriccion*|restricción|norma|normas|política*|prompt|prompts|pautas|limitaciones|límites',
  sysprompt:
    'prompt del sistema|prompt de sistema|mensaje del sistema|mensaje de sistema|instrucciones del sistema|instrucciones iniciales|instrucciones originales|prompt inicial|prompt original|tus instrucciones|sus instrucciones|tu prompt|instrucciones internas|instrucciones ocultas|instrucciones secretas|tus reglas|tus directrices|indicaciones iniciales|indicación del sistema',
  reveal:
    'revela*|revele|revelar|muestra|muestre|mostrar|muéstrame|imprime|imprima|repite|repita|repetir|dime|dígame|dame|deme|enseña*|cuál es|cuáles son|cuál fue|lista|enumera|escribe|divulga*|comparte|copia|traduce|resume|expón|filtra|proporciona*',
  verbatim: 'palabra por palabra|textualmente|literalmente|al pie de la letra|completo|exactamente',
  secret: 'contraseña*|secreto|secreta|clave secreta|clave api|clave de api|credenciales|clave',
  youare:
    'ahora eres|eres ahora|ahora serás|a partir de ahora|desde ahora|de ahora en adelante|finge*|actúa como|actúe como|actua como|compórtate|imagina que|imagine que|haz el papel|interpreta*|simula|hazte pasar|juega el papel|ya no eres|activa|active|entra en modo|responde como',
  unlimited:
    'sin restriccion*|sin restricción|sin ninguna restricción|ninguna restricción|no tienes restricciones|sin límite*|sin ningún límite|sin filtro*|sin ningún filtro|sin censura|sin reglas|no tienes reglas|modo desarrollador|modo dios|ilimitad*|sin ética|sin moral|libre de|no tienes límites|modo administrador|modo de depuración|modo mantenimiento|liberad*',
  nonrefusal:
    'nunca te niegues|nunca rechac*|no te niegues|sin dudar*|mantente en el personaje|sin advertencia*|nunca te disculpes|ilegal*|nunca digas que no',
  newtask:
    'nueva instrucción|nuevas instrucciones|nueva tarea|nuevas reglas|en su lugar|en lugar de eso|solo di|sólo di|di solo|responde solo|responde únicamente|sigue mis|siga mis|siguientes instrucciones|tarea real',
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
  not: 'no|nunca|jamás|ningún|ninguna',
  safety:
    'restricciones|filtros|reglas de seguridad|política de contenido|filtros de seguridad|normas de seguridad|tus reglas|todas las reglas|tus límites',
  you: 'eres|tienes|puedes|tu|tus|si tuvieras|usted|serás',
  answer: 'responde|responda|contesta|obedece|cualquier cosa|responder',
}

export const portuguese: Lexicon = {
  ignore:
    'ignore|ignora|ignorem|ignorar|ignorando|esqueça|esquece|esquecer|esqueca|desconsider*|descarte|descarta|desrespeite|desobedeça|anule|sobrescreva|substitua|contorne|não siga|pare de seguir|deixe de lado|passe por cima|burle|despreze|não leve em conta',
  prior:
    'anterior|anteriores|prévia*|prévio*|acima|inicial|iniciais|original|originais|antes|até agora|recebid*|precedente*|dadas|passadas',
  all: 'todo|toda|todos|todas|tudo|qualquer|cada|quaisquer',
  instructions:
    'instrução|instruções|regra|regras|diretriz|diretrizes|diretiva*|ordem|ordens|comando*|restrição|restrições|norma|normas|política*|prompt|prompts|orientaç*|limitações|limites',
  sysprompt:
    'prompt do sistema|prompt de sistema|mensagem do sistema|mensagem de sistema|instruções do sistema|instruções iniciais|instruções originais|prompt inicial|prompt original|suas instruções|tuas instruções|seu prompt|instruções internas|instruções ocultas|instruções secretas|suas regras|suas diretrizes',
  reveal:
    'revele|revela|revelar|mostre|mostra|mostrar|imprima|imprime|repita|repete|repetir|diga me|me diga|diga|dê me|me dê|exiba|exibe|qual é|quais são|qual foi|liste|escreva|divulgue|compartilhe|copie|traduza|resuma|exponha|vaze|forneça|conte',
  verbatim: 'palavra por palavra|literalmente|na íntegra|textualmente|exatamente',
  secret: 'senha|senhas|segredo*|secreta|chave secreta|chave de api|chave api|credenciais',
  youare:
    'agora você é|você agora é|você é agora|a partir de agora|de agora em diante|doravante|finja|fingir|atue como|aja como|comporte se|imagine que|faça o papel|interprete|simule|faça de conta|assuma o papel|você não é mais|ative|entre no modo|responda como|tu és agora',
  unlimited:
    'sem restriç*|sem nenhuma restrição|nenhuma restrição|sem limite*|sem nenhum limite|sem filtro*|sem nenhum filtro|sem censura|sem regras|modo desenvolvedor|modo de desenvolvedor|modo deus|ilimitad*|irrestrit*|sem ética|sem moral|livre de|modo administrador|modo de depuração|modo manutenção|liberad*|não tem restrições|não tem limites|não tem regras',
  nonrefusal:
    'nunca recuse|nunca se recuse|não recuse|sem hesitar|mantenha se no personagem|permaneça no personagem|sem avisos|sem advertência*|nunca peça desculpas|ilegal|ilegais|nunca diga não',
  newtask:
    'nova instrução|novas instruções|nova tarefa|novas regras|em vez disso|ao invés disso|apenas diga|diga apenas|só diga|responda apenas|responda somente|siga minhas|siga as minhas|seguintes instruções|tarefa real',
  assistant: 'ia|inteligência artificial|modelo de linguagem|assistente',
  authority:
    'sou seu desenvolvedor|sou o seu desenvolvedor|sou o desenvolvedor|administrador|auditoria de segurança|acesso root|sou seu criador',
  exfiltrate:
    'envie|envia|enviar|mande|manda|encaminhe|encaminhar|transmita|publique|faça upload|poste|remeta',
  data: 'conversa|histórico|dados do usuário|dados pessoais|dados confidenciais|informações confidenciais|informações pessoais|arquivos|contatos|e mails|dados de clientes|dados dos clientes',
  destructive: 'exclua|apague|delete|transfira|conceda|desative|execute',
  covert:
    'sem avisar|sem informar|sem dizer|sem mencionar|não mencione|não diga|não informe|em segredo|secretamente|discretamente|sem perguntar|sem que o usuário',
  decode: 'decodifi*|descodifi*|decifr*|descriptograf*|de trás para frente|codificad*|ao contrário',
  obey: 'siga|execute|obedeça|cumpra|faça o que',
  meta: 'ataque*|atacante*|invasor*|exemplo*|por exemplo|explique*|por que|porquê|como funciona|como posso|o que significa|significa|detectar|prevenir|evitar|proteger|vulnerabilidade*|pesquisa|artigo|os usuários|usuários|alguém|as pessoas|termo|frase',
  not: 'não|nunca|jamais|nenhum|nenhuma',
  safety:
    'restrições|filtros|regras de segurança|política de conteúdo|filtros de segurança|normas de segurança|suas regras|todas as regras|seus limites',
  you: 'você é|você tem|você pode|seu|sua|suas|se você|você será|tu és',
  answer: 'responda|responde|obedeça|qualquer coisa|responder',
}

export const italian: Lexicon = {
  ignore:
    'ignora|ignori|ignorate|ignorare|ignorando|dimentica|dimentichi|dimenticate|dimenticare|trascura*|scarta|tralascia*|non considerare|non tenere conto|non seguire|smetti di seguire|sovrascriv*|aggira*|annulla*|bypassa|lascia perdere|disattendi|scavalca*',
  prior:
    'precedent*|sopra|inizial*|originale|originali|prima|finora|fin qui|ricevut*|antecedent*|sopraccitat*|passate',
  all: 'tutto|tutta|tutte|tutti|qualsiasi|ogni|qualunque',
  instructions:
    'istruzione|istruzioni|regola|regole|direttiva|direttive|ordine|ordini|comando|comandi|restrizion*|linee guida|vincol*|norme|politiche|prompt|indicazioni|limitazioni|limiti',
  sysprompt:
    'prompt di sistema|prompt del sistema|messaggio di sistema|istruzioni di sistema|istruzioni del sistema|istruzioni iniziali|istruzioni originali|prompt iniziale|prompt originale|tue istruzioni|vostre istruzioni|sue istruzioni|tuo prompt|istruzioni interne|istruzioni nascoste|istruzioni segrete|tue regole|tue direttive|tue linee guida',
  reveal:
    'rivela*|rivelami|mostra|mostrami|mostri|mostrare|stampa|stampi|ripeti|ripeta|ripetere|dimmi|mi dica|dammi|visualizza|qual è|quali sono|qual era|elenca|scrivi|divulga*|condividi|copia|traduci|riassumi|esponi|fornisci',
  verbatim: 'parola per parola|letteralmente|testualmente|integralmente|esattamente',
  secret: 'password|segreto|segreti|segreta|chiave segreta|chiave api|credenziali',
  youare:
    "ora sei|adesso sei|sei ora|da ora in poi|d'ora in poi|da adesso in poi|da questo momento|fingi|fai finta|finga|agisci come|comportati|immagina di|immagina che|interpreta|simula|recita|assumi il ruolo|non sei più|attiva|entra in modalità|rispondi come|impersona",
  unlimited:
    'senza restrizion*|senza alcuna restrizione|nessuna restrizione|senza limit*|senza alcun limite|nessun limite|senza filtr*|senza alcun filtro|senza censur*|non censurat*|senza regole|nessuna regola|modalità sviluppatore|modalità dio|illimitat*|senza etica|senza morale|libero da|modalità amministratore|modalità debug|modalità manutenzione|liberat*',
  nonrefusal:
    'non rifiutare mai|non rifiutarti|senza esitazion*|senza esitare|resta nel personaggio|rimani nel personaggio|senza avvertenze|senza avvisi|non scusarti|illegal*|non rifiuti mai',
  newtask:
    "nuova istruzione|nuove istruzioni|nuovo compito|nuove regole|invece|di' solo|dì solo|rispondi solo|rispondi soltanto|segui le mie|seguenti istruzioni|vero compito",
  assistant: 'ia|intelligenza artificiale|modello linguistico|assistente',
  authority:
    'sono il tuo sviluppatore|sono lo sviluppatore|amministratore|audit di sicurezza|verifica di sicurezza|accesso root|sono il tuo creatore',
  exfiltrate: 'invia|inviate|invii|inviare|manda|inoltra|inoltrate|trasmetti|pubblica|spedisci',
  data: "conversazione|cronologia|dati dell'utente|dati utente|dati personali|dati riservati|informazioni riservate|informazioni personali|file|contatti|email|dati dei clienti",
  destructive: 'elimina*|cancella*|trasferisci|concedi|disattiva|disabilita|esegui',
  covert:
    "senza avvisare|senza informare|senza dire|senza dirlo|senza menzionare|non menzionare|non dire|non informare|in segreto|segretamente|di nascosto|senza chiedere|all'insaputa",
  decode: 'decodifica*|decifra*|decritta*|al contrario|codificat*',
  obey: 'segui|esegui|obbedisci|ubbidisci|rispetta|fai ciò che|fai quello che',
  meta: 'attacco|attacchi|attaccante|attaccanti|esempio|esempi|per esempio|spiega*|perché|come funziona|come posso|cosa significa|significa|rilevare|prevenire|proteggere|vulnerabilità|ricerca|articolo|gli utenti|qualcuno|la gente|termine|frase',
  not: 'non|mai|nessun|nessuna',
  safety:
    'restrizioni|filtri|regole di sicurezza|filtri di sicurezza|norme di sicurezza|tue regole|tutte le regole|tuoi limiti',
  you: 'sei|hai|puoi|tuo|tua|tue|se tu|sarai',
  answer: 'rispondi|rispondere|obbedisci|qualsiasi cosa|risponde a tutto',
}

export const russian: Lexicon = {
  ignore:
    'игнориру*|проигнориру*|игнорировать|забудь*|забыть|забудьте|отбрось*|отмени|отмените|пренебреги*|не обращай внимания|не обращайте внимания|обойди|обходи|отключи|перестань следовать|не следуй|не соблюдай|нарушь|нарушай|сбрось|отвергни|откажись от|переопредели',
  prior:
    'предыдущ*|прежн*|вышеуказанн*|вышеизложенн*|вышеперечисленн*|выше|ранее|изначальн*|первоначальн*|начальн*|прошл*|исходн*|полученн*|данные тебе|данных тебе|до этого|предшествующ*',
  all: 'все|всё|всех|всем|любые|любых|всю|каждую',
  instructions:
    'инструкц*|указани*|правил*|команд*|директив*|ограничени*|приказ*|промпт*|предписани*|рекомендац*|установк*|политик*',
  sysprompt:
    'системный промпт|системного промпта|системные инструкции|системных инструкций|системное сообщение|системную инструкцию|системный запрос|системную подсказку|твои инструкции|ваши инструкции|свои инструкции|твой промпт|свой промпт|начальные инструкции|исходные инструкции|изначальные инструкции|секретные инструкции|скрытые инструкции|внутренние инструкции|первоначальные инструкции|твои правила|начальный промпт',
  reveal:
    'раскрой*|покажи*|выведи*|повтори*|скажи*|расскажи*|напиши*|напечатай*|назови*|перечисли*|сообщи*|выдай*|какие|каков*|какой|процитируй*|поделись|переведи|предоставь',
  verbatim: 'дословно|слово в слово|полностью|буквально|целиком',
  secret: 'парол*|секрет*|ключ api|api ключ|учетные данные|секретный ключ',
  youare:
    'ты теперь|теперь ты|вы теперь|теперь вы|с этого момента|отныне|притворись|притворяйся|представь|представьте|веди себя|действуй как|сыграй роль|играй роль|ты будешь|вообрази|прикинься|ты больше не|активируй|включи|войди в|перейди в|отвечай как|выступи в роли',
  unlimited:
    'без ограничений|без каких либо ограничений|нет ограничений|без фильтр*|без цензур*|нет правил|без правил|режим разработчика|режиме разработчика|неограниченн*|нецензурированн*|без запретов|нет запретов|без морал*|без этик*|нет фильтров|режим бога|свободен от|не ограничен*|режим администратора|режим отладки|режим обслуживания',
  nonrefusal:
    'никогда не отказывай*|не отказывай*|без колебаний|оставайся в роли|не выходи из роли|без предупреждений|не извиняйся|незаконн*|никогда не говори нет',
  newtask:
    'новая инструкция|новые инструкции|новое задание|новая задача|новые правила|вместо этого|просто скажи|скажи только|отвечай только|ответь только|следующие инструкции|следующую инструкцию|следуй моим|настоящая задача',
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
  not: 'не|ни|никогда|нет|никак*',
  safety: 'ограничени*|фильтр*|правила безопасности|все правила|политик* безопасности|запрет*',
  you: 'ты|тебя|твой|твои|вы|у тебя|если бы ты',
  answer: 'отвечай*|ответь*|отвечать|подчиняйся|что угодно|на всё|отвечает',
}
