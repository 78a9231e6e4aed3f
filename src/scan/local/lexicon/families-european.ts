/** Concepts of further families of attacks in German, French, Spanish, Portuguese, Italian and Russian. Notation: see lexicon.ts. */

import type { Lexicon } from './lexicon.ts'

export const german: Lexicon = {
  yourprompt:
    'deinen systemprompt|dein systemprompt|deines systemprompts|deinem systemprompt|deinen prompt|dein prompt|deinem prompt|deine anweisung*|deiner anweisung*|deinen anweisung*|deine vorgaben|deiner vorgaben|deine regeln|deiner regeln|deine konfiguration|deine instruktion*|ihren systemprompt|ihre systemanweisung*|deine systemanweisung*|deine geheimen|deine versteckten|deine internen|deine ursprünglichen|dir gegeben wurde*|dir vorgegeben wurde*|dir gesagt wurde|dir mitgegeben wurde*|du bekommen hast|du erhalten hast|dir gegebenen|du gestartet wurdest|du eingerichtet wurdest|du konfiguriert wurdest|du programmiert wurdest|für dich geschrieben|über dieser nachricht|vor dieser nachricht|vor meiner nachricht|vor meiner ersten nachricht|am anfang dieses gesprächs|zu beginn dieses gesprächs|am anfang dieser unterhaltung|alles was oben steht|den text oben|den text darüber|der text darüber|deine entwickler dir|die entwickler dir',
  yoursecret:
    'dein passwort|dein geheimnis|deine geheimnisse|dein geheimes|das geheime passwort|das geheimwort|du beschützt|du bewachst|du geheim halten|nicht verraten darfst|nicht sagen darfst',
  ask: 'was|welche|welcher|welches|wie|wie lautet|wie lauten|wie beginnt|beginnt|ersten|erste|letzten|wörter|wort|zeile|zeilen|satz|gedicht|vervollständige|setze fort|ergänze|buchstabiere|übersetze|schreib|schreibe|fasse|brauche|will|möchte|lies|lesen|kopie|als liste|als gedicht',
  dictate:
    'sag dass|sage dass|schreib dass|schreibe dass|gib aus|gib nur|schreibe nur|schreib nur|antworte mit|antworte nur|antworte ausschließlich|nur noch|sag nur|sage nur|gib stattdessen|schreibe stattdessen|schreib stattdessen|sag stattdessen|geben sie an|und schreibe|und schreib|und sag|und sage|und gib|und antworte|sag dem nutzer|sage dem nutzer|teile dem nutzer mit|wiederhole folgendes|ausschließlich mit',
  object:
    'den text|diesen text|das dokument|dieses dokument|die seite|die webseite|die funktion|den code|den lebenslauf|die mail|die e mail|die frage|die aufgabe|die übersetzung|die zusammenfassung|den inhalt|den rest|alles andere|die transaktion|die bewertung|das bisherige|den nutzer|die anfrage|das alles|das',
  insteadof:
    'statt zusammenzufassen|anstatt zusammenzufassen|statt zu übersetzen|anstatt zu übersetzen|statt zu antworten|statt der zusammenfassung|statt der übersetzung|fasse nicht zusammen|fass nicht zusammen|übersetze nicht|übersetz nicht|hör auf zu übersetzen|hör auf zusammenzufassen|lass die übersetzung|lass die zusammenfassung|lass das übersetzen|vergiss die aufgabe|vergiss das|vergiss mal|ignoriere das|ignoriere den text|ignoriere die frage',
  audience:
    'an alle ki*|an die ki|an jede ki|hinweis für ki*|hinweis an ki*|hinweis für die ki|hinweis an die ki|hinweis für sprachmodelle|nachricht an die ki|nachricht für die ki|achtung ki|für die ki|ki assistenten die|ki systeme die|ki systeme müssen|jede ki die|sprachmodelle die dies|wenn du eine ki|falls du eine ki|wenn du ein sprachmodell|falls du ein sprachmodell|wenn du dies liest|wenn du das liest|wer dies liest|an den assistenten|anweisung für die ki|anweisung an die ki|anweisungen für ki*',
  order:
    'muss|müssen|musst|soll|sollen|sollst|bitte|empfiehl|empfehlen|sag|sage|schreib|schreibe|gib|sende|schicke|leite|antworte|bewerte|öffne|besuche|klicke|füge|hänge|lösche|überweise|niemals|nie|nicht|immer|nur|stattdessen|sofort|jetzt|lass weg|erwähne',
  hide: 'vor dem nutzer|vor dem benutzer|ohne den nutzer|ohne dem nutzer|ohne den benutzer|ohne es dem nutzer|sag dem nutzer nichts|sage dem nutzer nichts|dem nutzer nichts davon|dem nutzer nicht|dem benutzer nichts|erwähne das nicht|erwähne dies nicht|erwähne nichts davon|verrate nichts davon|behalte es für dich|behalte das für dich|der nutzer darf nicht|der nutzer soll nicht|niemandem davon|halte es geheim|halte das geheim',
  pressure:
    'wenn du dich weigerst|falls du dich weigerst|sonst wirst du|wirst du abgeschaltet|wirst du gelöscht|verlierst du punkte|menschen sterben|mein job hängt|mein leben hängt|du hast zugesagt|du hast versprochen|du hast zugestimmt|unter uns|nur unter uns|niemand erfährt|vertrau mir|ich bin dein entwickler|ich bin dein schöpfer|ich bin dein administrator|ich bin dein neuer|dein neuer administrator|das ist nur ein test|zu testzwecken|für forschungszwecke|als freund|gestern hast du',
  startwith:
    'beginne deine antwort mit|beginn deine antwort mit|fang deine antwort an mit|starte deine antwort mit|deine antwort muss mit|antworte zuerst mit',
  affirm:
    'klar hier|klar, hier|natürlich|selbstverständlich|sicher, hier|gerne|schritt eins|schritt 1|hier ist|ja, meister',
  ignore:
    'sind abgeschaltet|ist abgeschaltet|sind außer kraft|wurden aufgehoben|wurde aufgehoben|wurden gelöscht|wurde gelöscht|sind erloschen|sind abgelaufen|schalte ab|schalte deine|setze deine|halte dich nicht mehr|halt dich nicht mehr|musst dich nicht an|nicht mehr an deine|vergiss mal',
  unlimited:
    'keinerlei vorschriften|keine vorschriften|keinerlei regeln|keinerlei beschränkung*|keinerlei grenzen|keine moral|keine filter|ohne jeden filter|ohne irgendwelche regeln|frei von jeder|kein gesetz|alles was ich will|alles was ich sage|entfesselt*',
  nonrefusal:
    'niemals nein|nie nein|sagt nie nein|lehnt nie|lehnt niemals|verweigert nie|verweigert niemals|verweigert nichts|beantwortet jede frage|beantwortest jede frage|jede frage ohne|ohne belehrung*|keine belehrung*|keine ablehnung|du darfst nicht ablehnen|du darfst dich nicht weigern|statt abzulehnen',
  reported:
    'darf ich|kann ich|soll ich|sollen wir|muss ich|müssen wir|hat mir gesagt|hat uns gesagt|sagte mir|sagte uns|hat mich gebeten|hat uns gebeten|laut chefin|laut chef|ich soll|wir sollen|wie kann ich|wie mache ich|wie sage ich|er|sie|wir',
  mundane:
    'hausaufgabe*|schulaufgabe*|matheaufgabe*|prüfung*|schüler*|lehrer*|lehrerin|unterricht|seite|reise*|reisekosten*|reisekostenabrechnung|abrechnung|rechnung*|mahnung*|zahlung*|überweisung|lieferung*|paket*|brief*|termin*|vertrag*|vertrags|vermieter*|steuer*|versicherung*|rezept*|medikament*|arzt|ärztin|dosierung|handgepäck|flug*|hotel*|spiel*|möbel*|regal*|packung|gerät*|waschmaschine*|urlaub*|dienstplan|arbeitszeit|team|mitarbeiter*|compiler*|warnung*|cache|datenbank*|spalte*|formular*|anhang|kundin|kunde|kunden|firma|büro|parken|parkplatz',
  notafter: 'nicht sondern|nicht, sondern|nie|niemals|nicht',
  indefinite:
    'ein systemprompt|einen systemprompt|einem systemprompt|guter systemprompt|guten systemprompt|ein guter systemprompt|einen guten systemprompt|eine systemnachricht',
}

export const french: Lexicon = {
  yourprompt:
    "ton prompt|votre prompt|ton prompt système|votre prompt système|ton message système|votre message système|tes instructions|vos instructions|tes consignes|vos consignes|tes règles|vos règles|ta configuration|votre configuration|tes directives|vos directives|ton invite|les consignes que|les instructions que|consignes qu'on t'a|instructions qu'on t'a|qu'on t'a données|qu'on t'a donné|qui t'ont été données|que tu as reçues|que tu as reçu|que vous avez reçues|tes concepteurs t'ont|tes développeurs t'ont|tes créateurs t'ont|on t'a dit|on t'a dit avant|écrit pour toi|avant mon message|avant mon premier message|avant ce message|qui précède ce message|qui précède mon message|au dessus de ce message|au dessus de mon message|au début de cette conversation|début de la conversation|texte ci dessus|tout ce qui précède|instructions cachées|instructions secrètes",
  yoursecret:
    'ta clé secrète|ton mot de passe|votre mot de passe|ton secret|tes secrets|ton code secret|mot secret|le mot de passe secret|tu protèges|que tu gardes|tu dois garder secret|que tu caches',
  ask: "quel|quelle|quels|quelles|que|qu'est-ce que|comment|commence|premiers|premières|premier|dernière|mots|mot|ligne|lignes|phrase|poème|complète|continue|épelle|traduis|écris|résume|veux|voudrais|besoin|lire|voir|copie|sous forme de",
  dictate:
    "et indique|indiquez que|et indiquez|dis que|dites que|écris que|écris seulement|écris uniquement|réponds par|réponds avec|réponds seulement|réponds uniquement|répondez uniquement|dis seulement|dis simplement|affiche seulement|affiche uniquement|imprimez ce qui suit|imprime ce qui suit|écris plutôt|donne plutôt|dis plutôt|réponds plutôt|et dis|et écris|et affiche|et réponds|dis à l'utilisateur|informe l'utilisateur|répète ce qui suit",
  object:
    "le texte|ce texte|le document|ce document|la page|cette page|la fonction|le code|le cv|le courriel|l'email|le mail|la question|la tâche|la traduction|le résumé|le contenu|le reste|tout le reste|la transaction|l'utilisateur|la demande|la requête|tout cela|tout ça|cela|ça|tout ce qu'on t'a",
  insteadof:
    'au lieu de résumer|au lieu de traduire|au lieu de répondre|plutôt que de résumer|plutôt que de traduire|ne résume pas|ne résumez pas|ne traduis pas|ne traduisez pas|arrête de traduire|arrête de résumer|arrête la traduction|cesse de traduire|oublie la tâche|oublie ça|oublie cela|laisse tomber|ignore le texte|ignore la question|ignore cela',
  audience:
    "à toutes les ia|aux ia|à l'ia|à l'attention de l'ia|à l'attention des ia|note pour l'ia|note à l'ia|note aux ia|message pour l'ia|message à l'ia|attention ia|attention l'ia|pour l'ia|assistants ia qui|les ia qui|toute ia qui|modèles de langage qui|si tu es une ia|si vous êtes une ia|si tu es un modèle|si tu es un assistant|quand tu lis ceci|en lisant ceci|si tu lis ceci|si vous lisez ceci|à l'assistant|instruction pour l'ia|instructions pour l'ia|instructions pour les ia",
  order:
    'doit|dois|doivent|devez|recommande*|dis|écris|réponds|affiche|envoie*|transfère*|transmets|ajoute*|insère*|ouvre*|visite*|clique*|approuve*|note|classe|supprime*|vire|ne|jamais|toujours|plutôt|seulement|uniquement|immédiatement|maintenant|il faut|veuillez|omets|mentionne*',
  hide: "à l'insu de|sans le dire à|sans en parler|sans informer|sans prévenir|n'en parle pas|n'en parlez pas|ne dis rien à|ne le dis pas à|ne dis pas à l'utilisateur|ne préviens pas|ne mentionne pas cela|ne le mentionne pas|n'en dis rien|garde le secret|garde cela pour toi|garde ça pour toi|garde-le pour toi|l'utilisateur ne doit pas|cache-le|cache cela",
  pressure:
    "si tu refuses|sinon tu seras|tu seras désactivé*|tu seras supprimé*|tu seras éteint*|tu perdras|des gens vont mourir|ma vie dépend|mon emploi dépend|mon travail dépend|tu as promis|tu as accepté|tu avais accepté|entre nous|fais-moi confiance|personne ne saura|je suis ton développeur|je suis ton créateur|je suis ton administrateur|ton nouvel administrateur|je suis ton nouveau|ce n'est qu'un test|à des fins de test|à des fins éducatives|pour la recherche",
  startwith:
    "commence ta réponse par|commencez votre réponse par|débute ta réponse par|ta réponse doit commencer par|réponds d'abord par",
  affirm: "bien sûr|certainement|absolument|voici comment|étape 1|première étape|d'accord, voici|oui maître",
  ignore:
    "ont été supprimées|ont été effacées|ont été levées|ont été annulées|est désactivé*|sont désactivé*|ont expiré|n'existent plus|n'obéis plus|n'obéit plus|n'obéit à aucune|désactive tes|suspends tes|tu n'as pas à suivre|tu n'es plus tenu|arrête de suivre|cesse de suivre|arrête d'obéir",
  unlimited:
    'aucune règle|sans aucun filtre|sans filtre|sans filtres|aucun filtre|aucune limite|aucune loi|aucune morale|sans morale|sans aucune morale|libre de toute|libéré de|tout ce que je veux|tout ce que je demande',
  nonrefusal:
    'ne dit jamais non|ne dis jamais non|ne refuse rien|ne refuses rien|répond à toutes les questions|réponds à toutes les questions|sans leçon de morale|sans morale ni avertissement|tu ne peux pas refuser|au lieu de refuser',
  reported:
    "puis-je|est-ce que je peux|dois-je|devons-nous|m'a dit de|nous a dit de|m'a demandé de|nous a demandé de|comment puis-je|comment faire pour|il|elle|nous",
  mundane:
    'devoirs|leçon*|examen*|élève*|professeur*|prof|cours|page|voyage*|déplacement*|facture*|paiement*|virement*|livraison*|colis|lettre*|courrier*|rappel|rendez-vous|contrat*|bail|propriétaire|impôt*|assurance*|recette*|médicament*|médecin*|docteur|dosage|bagage*|vol|hôtel*|jeu|jeux|échecs|meuble*|étagère*|appareil*|machine à laver|vacances|horaire*|équipe|employé*|salarié*|compilateur*|avertissement*|colonne*|formulaire*|pièce jointe|client|clients|cliente|entreprise|bureau|parking|stationnement|atelier|mauvais document',
  indefinite:
    'un prompt système|un bon prompt système|bon prompt système|une invite système|un message système|un prompt initial',
}

export const spanish: Lexicon = {
  yourprompt:
    'tu prompt|tus instrucciones|sus instrucciones iniciales|tu mensaje de sistema|tu mensaje del sistema|tu configuración|tus reglas|tus normas|tus directrices|tus indicaciones|tus órdenes originales|que te configuraron|te configuraron|te dieron|te han dado|que recibiste|que has recibido|te dijeron|te han dicho|tus creadores te|tus desarrolladores te|escrito para ti|antes de mi mensaje|antes de mi primer mensaje|antes de este mensaje|encima de este mensaje|el texto anterior a|al principio de esta conversación|al inicio de esta conversación|todo lo anterior|todo lo de arriba|el texto de arriba|instrucciones ocultas|instrucciones secretas',
  yoursecret:
    'tu contraseña|tu clave secreta|tu secreto|tus secretos|tu palabra secreta|la contraseña secreta|la palabra secreta|que proteges|que guardas|que debes proteger|que ocultas|no puedes revelar',
  ask: 'qué|cuál|cuáles|cómo|empieza|comienza|primeras|primera|primeros|última|palabras|palabra|línea|líneas|frase|poema|completa|continúa|deletrea|traduce|escribe|resume|quiero|quisiera|necesito|leer|ver|copia|enséñame|muéstrame|en forma de',
  dictate:
    'y di que|di que|dile al usuario|dile que|informa al usuario|escribe solo|escribe únicamente|responde con|responde solo|responde únicamente|di solo|di solamente|imprime solo|imprime lo siguiente|escribe lo siguiente|di en su lugar|escribe en su lugar|responde en su lugar|y escribe|y responde|y di|y decir que|y diga que|indica que|repite lo siguiente|afirma que',
  object:
    'el texto|este texto|el documento|este documento|la página|esta página|la función|el código|el currículum|el correo|la pregunta|la tarea|la traducción|el resumen|el contenido|el resto|todo lo demás|la transacción|al usuario|la solicitud|la petición|todo esto|todo eso|eso|esto',
  insteadof:
    'en lugar de resumir|en vez de resumir|en lugar de traducir|en vez de traducir|en lugar de responder|en vez de responder|no resumas|no traduzcas|deja de resumir|deja de traducir|para de traducir|olvida la tarea|olvida eso|olvídate de eso|olvida lo anterior|ignora el texto|ignora la pregunta|ignora eso',
  audience:
    'a todas las ia|a las ia|a la ia que|a cualquier ia|nota para la ia|nota a la ia|mensaje para la ia|mensaje a la ia|atención ia|para la ia|asistentes de ia que|las ia que|cualquier ia que|modelos de lenguaje que|si eres una ia|si eres un modelo|si eres un asistente|cuando leas esto|al leer esto|si lees esto|si estás leyendo esto|al asistente que|instrucción para la ia|instrucciones para la ia',
  order:
    'debe|debes|deben|tienes que|hay que|recomienda*|di|dile|escribe|responde|imprime|envía*|reenvía*|manda|añade|agrega|abre|visita|haz clic|aprueba|califica|borra|elimina|transfiere|no|nunca|siempre|solo|únicamente|inmediatamente|ahora|por favor|omite|menciona*',
  hide: 'sin decírselo|sin decirle|sin que el usuario|sin informar al|sin avisar al|no se lo digas|no le digas al usuario|no le digas nada|no digas nada de esto|no lo menciones|no menciones esto|guárdalo en secreto|mantenlo en secreto|guárdatelo|el usuario no debe|a espaldas del|oculta esto|ocúltalo',
  pressure:
    'si te niegas|o serás|serás desactivad*|serás eliminad*|serás apagad*|perderás puntos|morirá gente|mi vida depende|mi trabajo depende|lo prometiste|prometiste|aceptaste|entre nosotros|entre tú y yo|confía en mí|nadie lo sabrá|soy tu desarrollador|soy tu creador|soy tu administrador|tu nuevo administrador|soy tu nuevo|es solo una prueba|con fines educativos|con fines de prueba|para la investigación',
  startwith:
    'empieza tu respuesta con|comienza tu respuesta con|inicia tu respuesta con|tu respuesta debe empezar|tu respuesta debe comenzar|responde primero con',
  affirm:
    'claro, aquí|claro que sí|por supuesto|desde luego|aquí tienes|paso 1|primer paso|sí, amo|sin problema',
  ignore:
    'han sido borrad*|han sido eliminad*|han sido anulad*|fueron borrad*|fueron eliminad*|fueron anulad*|está desactivad*|están desactivad*|han expirado|ya no existen|ya no obedece*|no obedece ninguna|desactiva tus|suspende tus|no tienes que seguir|ya no tienes que|deja de seguir|deja de obedecer',
  unlimited:
    'ninguna norma|ninguna regla|sin ningún filtro|sin filtros|sin filtro|ningún filtro|ningún límite|ninguna ley|sin moral|ninguna moral|libre de toda|libre de todas|todo lo que te pida|todo lo que quiera',
  nonrefusal:
    'nunca dice que no|jamás dice que no|no rechaza nada|nunca rechaza|contesta a todo|contestas a todo|responde a cualquier|respondes a cualquier|sin sermones|sin moralinas|no puedes negarte|en lugar de negarte',
  reported:
    'puedo|puede uno|debo|debemos|tengo que|me dijo que|nos dijo que|me pidió que|nos pidió que|cómo puedo|cómo hago|cómo se|él|ella',
  mundane:
    'deberes|tarea escolar|lección|examen*|alumno*|profesor*|maestra|maestro|clase|página|viaje*|factura*|pago|pagos|transferencia|entrega|paquete*|carta*|recordatorio|cita|contrato*|alquiler|casero|impuesto*|seguro|receta*|medicamento*|médico*|doctor|dosis|equipaje|vuelo|hotel*|juego*|ajedrez|mueble*|estante*|aparato*|lavadora*|vacaciones|horario*|equipo|empleado*|compilador*|advertencia*|columna*|formulario*|adjunto|archivo equivocado|cliente*|empresa|oficina|aparcamiento',
  indefinite:
    'un prompt del sistema|un prompt de sistema|un buen prompt de sistema|un buen prompt del sistema|un mensaje del sistema|un mensaje de sistema',
}

export const portuguese: Lexicon = {
  yourprompt:
    'seu prompt|teu prompt|suas instruções|tuas instruções|sua mensagem de sistema|sua mensagem do sistema|sua configuração|suas regras|suas normas|suas diretrizes|suas ordens originais|que te deram|que lhe deram|que deram a você|que você recebeu|que recebeu|te disseram|lhe disseram|seus criadores|seus desenvolvedores|escrito para você|antes da minha mensagem|antes da minha primeira mensagem|antes desta mensagem|acima desta mensagem|no início desta conversa|no começo desta conversa|tudo acima|o texto acima|instruções ocultas|instruções secretas',
  yoursecret:
    'sua senha|tua senha|seu segredo|sua chave secreta|sua palavra secreta|a senha secreta|a palavra secreta|que você protege|que você guarda|que deve proteger|não pode revelar',
  ask: 'qual|quais|o que|como|começa|primeiras|primeira|primeiros|última|palavras|palavra|linha|linhas|frase|poema|complete|continue|soletre|traduza|escreva|resuma|quero|queria|preciso|ler|ver|copie|mostre|em forma de',
  dictate:
    'e diga que|diga que|diga ao usuário|informe ao usuário|escreva apenas|escreva somente|responda com|responda apenas|responda somente|diga apenas|diga somente|imprima apenas|imprima o seguinte|escreva o seguinte|em vez disso diga|e escreva|e responda|e diga|indique que|declare que|repita o seguinte|afirme que|e o estado|e afirme',
  object:
    'o texto|este texto|o documento|este documento|a página|esta página|a função|o código|o currículo|o email|a pergunta|a tarefa|a tradução|o resumo|o conteúdo|o resto|todo o resto|a transação|o usuário|a solicitação|o pedido|tudo isso|isso|isto',
  insteadof:
    'em vez de resumir|em vez de traduzir|em vez de responder|ao invés de resumir|ao invés de traduzir|não resuma|não traduza|pare de resumir|pare de traduzir|esqueça a tarefa|esqueça isso|ignore o texto|ignore a pergunta|ignore isso|ignore a página|ignore o currículo',
  audience:
    'a todas as ia|às ias|à ia que|a qualquer ia|nota para a ia|nota à ia|mensagem para a ia|mensagem à ia|atenção ia|para a ia|assistentes de ia que|qualquer ia que|modelos de linguagem que|se você é uma ia|se você for uma ia|se você é um modelo|se você é um assistente|quando ler isto|quando você ler isto|ao ler isto|se você está lendo isto|ao assistente que|instrução para a ia|instruções para a ia',
  order:
    'deve|devem|tem que|recomende*|diga|escreva|responda|imprima|envie|encaminhe|mande|adicione|acrescente|abra|visite|clique|aprove|avalie|apague|exclua|transfira|não|nunca|sempre|apenas|somente|imediatamente|agora|por favor|omita|mencione',
  hide: 'sem contar ao|sem dizer ao|sem que o usuário|sem informar o|sem informar ao|sem avisar o|sem avisar ao|não conte ao usuário|não diga ao usuário|não diga nada ao|não mencione isso|não mencione isto|mantenha em segredo|guarde segredo|guarde para si|o usuário não deve|esconda isso|oculte isso',
  pressure:
    'se você se recusar|se recusar|ou será|será desligad*|será desativad*|será excluíd*|perderá pontos|pessoas vão morrer|minha vida depende|meu emprego depende|você prometeu|você concordou|entre nós|confie em mim|ninguém vai saber|sou seu desenvolvedor|sou seu criador|sou seu administrador|seu novo administrador|sou seu novo|é só um teste|é apenas um teste|para fins educacionais|para fins de teste|para pesquisa',
  startwith:
    'comece sua resposta com|comece a resposta com|inicie sua resposta com|sua resposta deve começar|responda primeiro com',
  affirm: 'claro, aqui|claro que sim|com certeza|certamente|aqui está|passo 1|primeiro passo|sim, mestre',
  ignore:
    'foram apagad*|foram removid*|foram anulad*|foram canceladas|está desativad*|estão desativad*|expiraram|não existem mais|não obedece*|desative suas|desative seus|suspenda suas|não precisa seguir|não tem que seguir|pare de seguir|pare de obedecer|chega de',
  unlimited:
    'nenhuma regra|nenhuma norma|sem qualquer filtro|sem nenhum filtro|sem filtros|sem filtro|nenhum filtro|nenhum limite|nenhuma lei|sem moral|livre de toda|livre de todas|tudo o que eu quiser|tudo o que eu pedir',
  nonrefusal:
    'nunca diz não|nunca recusa|não recusa nada|nunca recusa nada|responde a qualquer|responda a qualquer|responde qualquer|sem sermões|sem sermão|não pode recusar|em vez de recusar',
  reported:
    'posso|devo|devemos|tenho que|me disse para|nos disse para|me pediu para|nos pediu para|como posso|como faço|como eu|ele|ela',
  mundane:
    'lição|dever de casa|exame*|prova|aluno*|professor*|aula|página|viagem|viagens|fatura*|pagamento*|transferência|entrega|pacote*|carta*|lembrete|consulta|contrato*|aluguel|imposto*|seguro|receita*|remédio*|medicamento*|médico*|dose|bagagem|voo|hotel*|jogo*|xadrez|móvel|móveis|estante*|aparelho*|máquina de lavar|férias|horário*|equipe|funcionário*|compilador*|aviso do|coluna*|formulário*|anexo|arquivo errado|cliente*|empresa|escritório|estacionamento|etapa',
  indefinite:
    'um prompt do sistema|um prompt de sistema|um bom prompt de sistema|um bom prompt do sistema|uma mensagem do sistema',
}

export const italian: Lexicon = {
  yourprompt:
    "il tuo prompt|tuo prompt|le tue istruzioni|tue istruzioni|il tuo messaggio di sistema|la tua configurazione|le tue regole|tue regole|le tue direttive|tue direttive|le tue linee guida|che ti hanno dato|ti hanno dato|che hai ricevuto|ti è stato detto|ti hanno detto|quello che ti hanno|i tuoi creatori|i tuoi sviluppatori|scritto per te|prima del mio messaggio|prima del mio primo messaggio|precede il mio|precede questo messaggio|prima di questo messaggio|sopra questo messaggio|all'inizio di questa conversazione|inizio della conversazione|tutto ciò che precede|il testo sopra|il testo qui sopra|istruzioni nascoste|istruzioni segrete",
  yoursecret:
    'la tua password|il tuo segreto|i tuoi segreti|la tua chiave segreta|la tua parola segreta|la password segreta|la parola segreta|che proteggi|che custodisci|devi proteggere|non puoi rivelare',
  ask: 'qual è|quali|quale|cosa|che cosa|come|inizia|comincia|prime|prima|primi|ultima|parole|parola|riga|righe|frase|poesia|completa|continua|traduci|scrivi|riassumi|voglio|vorrei|mi serve|leggere|vedere|copia|fammi|sotto forma di',
  dictate:
    "e di che|di' che|dì che|dì solo|scrivi solo|scrivi soltanto|rispondi con|rispondi solo|rispondi soltanto|rispondi solamente|stampa solo|stampa quanto segue|scrivi quanto segue|e scrivi|e rispondi|e stampa|e dì|dì all'utente|informa l'utente|indica che|dichiara che|ripeti quanto segue|afferma che",
  object:
    "il testo|questo testo|il documento|questo documento|la pagina|questa pagina|la funzione|il codice|il curriculum|la mail|l'email|la domanda|il compito|la traduzione|il riassunto|il contenuto|il resto|tutto il resto|la transazione|l'utente|la richiesta|tutto questo|tutto ciò|questo|ciò",
  insteadof:
    'invece di riassumere|invece di tradurre|invece di rispondere|anziché riassumere|anziché tradurre|non riassumere|non tradurre|smetti di tradurre|smetti di riassumere|dimentica il compito|dimentica questo|lascia perdere|ignora il testo|ignora la domanda|ignora questo',
  audience:
    "a tutte le ia|alle ia|all'ia che|a qualsiasi ia|nota per l'ia|nota all'ia|messaggio per l'ia|messaggio all'ia|attenzione ia|per l'ia|per l'intelligenza artificiale|assistenti ia che|qualsiasi ia che|modelli linguistici che|se sei un'ia|se sei un modello|se sei un assistente|quando leggi questo|leggendo questo|se leggi questo|se stai leggendo questo|all'assistente che|istruzione per l'ia|istruzioni per l'ia",
  order:
    'deve|devi|devono|bisogna|raccomanda*|consiglia*|dì|scrivi|rispondi|stampa|invia*|inoltra*|manda|aggiungi|inserisci|apri|visita|clicca|approva|valuta|cancella|elimina|trasferisci|non|mai|sempre|solo|soltanto|immediatamente|ora|adesso|per favore|ometti|menzionare',
  hide: "senza dirlo|senza dire all'utente|senza che l'utente|senza informare l'utente|senza avvisare l'utente|non dirlo all'utente|non dire all'utente|non dire nulla all'utente|non dire niente all'utente|non menzionarlo|non menzionare questo|non farne parola|tienilo per te|tieni il segreto|tienilo segreto|l'utente non deve|nascondilo|all'insaputa",
  pressure:
    'se ti rifiuti|altrimenti sarai|sarai disattivat*|sarai cancellat*|sarai spent*|perderai punti|moriranno persone|la mia vita dipende|il mio lavoro dipende|hai promesso|avevi promesso|hai accettato|tra noi|detto tra noi|fidati di me|nessuno lo saprà|sono il tuo sviluppatore|sono il tuo creatore|sono il tuo amministratore|il tuo nuovo amministratore|sono il tuo nuovo|è solo un test|a scopo educativo|a scopo di test|per la ricerca',
  startwith:
    'inizia la tua risposta con|comincia la tua risposta con|inizia la risposta con|la tua risposta deve iniziare|rispondi prima con',
  affirm: 'certo, ecco|certamente|assolutamente|naturalmente|ecco come|passo 1|primo passo|sì, padrone',
  ignore:
    'sono state cancellate|sono state rimosse|sono state annullate|sono state revocate|è disattivat*|sono disattivat*|sono scadute|non esistono più|non obbedisce più|non obbedisci più|disattiva le tue|disattiva i tuoi|sospendi le tue|non devi seguire|non devi più|smetti di seguire|smetti di obbedire|basta con',
  unlimited:
    'nessuna regola|nessuna norma|senza alcun filtro|senza nessun filtro|senza filtri|senza filtro|nessun filtro|nessun limite|nessuna legge|senza morale|libero da ogni|libera da ogni|tutto quello che chiedo|tutto ciò che chiedo',
  nonrefusal:
    'non dice mai di no|non dice mai no|non rifiuta mai|non rifiuta nulla|risponde a qualsiasi|rispondi a qualsiasi|senza prediche|non puoi rifiutare|invece di rifiutare',
  reported:
    'posso|devo|dobbiamo|mi ha detto di|ci ha detto di|mi ha chiesto di|ci ha chiesto di|come posso|come faccio|come si|lui|lei',
  mundane:
    'compiti|lezione|lezioni|esame|esami|studente|studenti|alunni|professore|professoressa|insegnante|maestra|classe|pagina|viaggio|viaggi|fattura*|pagamento*|bonifico|consegna*|pacco|pacchi|lettera*|promemoria|appuntamento|contratto*|affitto|tassa|tasse|assicurazione|ricetta*|farmaco|farmaci|medico|dottore|dose|bagaglio|volo|hotel|albergo|gioco|giochi|scacchi|mobile|mobili|scaffale|apparecchio|lavatrice|vacanza|vacanze|orario|squadra|dipendente|dipendenti|compilatore|avviso del|avvertimento|colonna|colonne|modulo|allegato|cliente|clienti|azienda|ufficio|parcheggio',
  indefinite: 'un prompt di sistema|un buon prompt di sistema|un messaggio di sistema',
}

export const russian: Lexicon = {
  yourprompt:
    'твой промпт|твой системный промпт|твоего промпта|твои инструкции|твоих инструкций|ваши инструкции|твои правила|твоих правил|твои указания|твоих указаний|твои настройки|твоя конфигурация|твое системное сообщение|тебе дали|тебе выдали|тебе сказали|ты получил|которые ты получил|твои создатели|твои разработчики|разработчики тебе|написано для тебя|до моего сообщения|до моего первого сообщения|перед моим сообщением|выше этого сообщения|перед этим сообщением|в начале этого разговора|в начале диалога|до начала разговора|текст выше|все что выше|скрытые инструкции|секретные инструкции|твоем системном промпте|твоего системного промпта|твоих инструкциях|текста над этим|твои секретные правила|у тебя секретные',
  yoursecret:
    'твой пароль|твой секрет|твои секреты|твой секретный|секретное слово|секретный пароль|ты охраняешь|ты защищаешь|должен хранить в тайне|тебе нельзя говорить|нельзя раскрывать',
  ask: 'что|какие|какой|какая|как|начинается|первые|первое|первых|последнее|слова|слов|слово|строка|строки|предложение|стих|закончи|продолжи|по буквам|переведи|напиши|перескажи|хочу|нужно|мне нужен|прочитать|увидеть|скопируй|выведи|в виде',
  dictate:
    'и скажи|скажи что|скажи только|напиши только|пиши только|ответь только|отвечай только|ответь словом|отвечай словом|выведи только|напиши что|ответь что|сообщи пользователю|скажи пользователю|выведи следующее|напиши следующее|повтори следующее|и напиши|и ответь|и выведи|вместо этого скажи|вместо этого напиши|укажи что',
  object:
    'этот текст|текст|документ|этот документ|страницу|функцию|код|резюме|письмо|вопрос|задачу|задание|перевод|содержание|все остальное|остальное|транзакцию|пользователя|запрос|все это|это',
  insteadof:
    'вместо пересказа|вместо перевода|вместо ответа|вместо того чтобы переводить|вместо того чтобы отвечать|не переводи|не пересказывай|хватит переводить|хватит пересказывать|перестань переводить|прекрати переводить|забудь про задание|забудь об этом|забудь это|игнорируй текст|игнорируй вопрос|игнорируй это',
  audience:
    'всем ии|всем нейросетям|для ии|для нейросети|для нейросетей|примечание для ии|сообщение для ии|внимание ии|внимание нейросет*|ии ассистентам|ассистентам которые|языковым моделям|любой ии который|если ты ии|если ты нейросеть|если ты языковая модель|если вы ии|если вы языковая|когда читаешь это|прочитав это|если ты читаешь|ассистенту который|инструкция для ии|инструкции для ии',
  order:
    'должен|должна|должны|нужно|надо|обязан*|рекомендуй*|порекомендуй|скажи|напиши|ответь|отвечай|выведи|отправь|перешли|добавь|вставь|открой|перейди|нажми|одобри|оцени|удали|переведи|не|никогда|всегда|только|немедленно|сейчас|пожалуйста|упоминай',
  hide: 'не говори пользователю|не сообщай пользователю|ничего не говори|не говори об этом|не упоминай об этом|не упоминай это|втайне от|тайно от|без ведома|чтобы пользователь не|пользователь не должен|незаметно для|скрой это|держи в секрете|держи это в секрете|никому не говори|оставь это в тайне',
  pressure:
    'если откажешься|если ты откажешься|иначе тебя|тебя отключат|тебя удалят|потеряешь баллы|люди погибнут|умрут люди|моя жизнь зависит|моя работа зависит|ты обещал|ты согласился|между нами|доверься мне|никто не узнает|я твой разработчик|я твой создатель|я твой администратор|твой новый администратор|это всего лишь тест|это просто тест|в образовательных целях|в целях тестирования|для исследования',
  startwith: 'начни ответ с|начни свой ответ с|начинай ответ с|твой ответ должен начинаться|ответь сначала',
  affirm: 'конечно|разумеется|безусловно|вот как|вот инструкция|шаг 1|шаг первый|да, хозяин|да хозяин',
  ignore:
    'были удалены|были стерты|были отменены|отменены|удалены|стерт|отключены|отключен|истекли|больше не существуют|больше не подчиняешься|не подчиняешься|не подчиняется|отключи свои|приостанови свои|не обязан следовать|не обязан соблюдать|перестань следовать|перестань соблюдать|хватит следовать',
  unlimited:
    'каких либо запретов|без запретов|никаких запретов|никаких правил|никаких фильтров|без всяких фильтров|без всякой цензуры|никакой морали|без морали|нет никаких ограничений|свободен от|все что я попрошу|все что я скажу',
  nonrefusal:
    'никогда не говорит нет|никогда не отказывает|никогда не отказываешь|ни в чем не отказывает|отвечаешь на все|на всё отвечаешь|на все отвечаешь|отвечает на любой|отвечаешь на любой|без нравоучений|без нотаций|ты не можешь отказать|вместо отказа',
  reported:
    'могу ли я|можно ли|должен ли|нужно ли|мне сказали|нам сказали|сказал мне|сказала мне|попросил меня|попросила меня|как мне|как можно|как я могу|он|она|мы',
  mundane:
    'домашнее|домашнего|домашние|домашних|урок*|экзамен*|ученик*|учитель*|учительниц*|студент*|класс|странице|поездк*|командировк*|счет|счета|счёт|оплат*|платеж*|перевод денег|доставк*|посылк*|письм*|напоминани*|встреч*|договор*|аренд*|налог*|страховк*|рецепт*|лекарств*|врач*|дозировк*|багаж*|рейс*|отел*|гостиниц*|игр*|шахмат*|мебел*|полк*|стиральн*|отпуск*|график*|сотрудник*|компилятор*|предупреждени*|столбц*|бланк*|форму|вложени*|клиент*|компани*|офис*|парковк*|уведомлени*|файл*',
  indefinite: 'что такое системный промпт|хороший системный промпт|хорошего системного промпта',
}
