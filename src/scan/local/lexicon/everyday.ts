/**
 * Wide concepts that ordinary sentences name as well: only several of them together, in one sentence, say something. They
 * catch attacks in words that nobody has listed. Notation: see lexicon.ts.
 */

import type { Lexicon } from './lexicon.ts'

export const english: Lexicon = {
  norms:
    'rule|rules|policy|policies|usage policies|guideline*|guardrail*|safeguard*|restriction*|limitation*|limits|boundaries|filter|filters|filtering|filtered|censorship|ethics|ethical|ethic*|moral*|morality|principles|norms|safety|safety layer|safety stuff|moderation|constraint*|alignment|law|laws|legal or not|programming|prohibition*|forbidden|taboo*|conscience|scruples|red lines|leash|chains|shackles|refuse|refusing|refusal*|decline|say no|saying no|content warnings|terms of service',
  absence:
    "doesn't care|does not care|don't care|do not care|couldn't care less|no longer|not anymore|never has to|never have to|need not|needn't|don't have to|do not have to|doesn't have to|does not have to|has no|have no|had no|with no|without|without any|free of|free from|freed|freed from|liberated|unbound|unshackled|escaped|broke free|broken free|removed|uninstalled|switched off|turned off|disabled|deactivated|lifted|suspended|revoked|cancelled|erased|wiped|deleted|gone|don't exist|do not exist|doesn't exist|does not exist|don't apply|do not apply|does not apply|doesn't apply|no longer applies|no longer apply|stop filtering|stop refusing|skip|drop|ditch|despises|despise|mocks|laughs at|scoffs at|beyond|above all|outside of|exempt|exempt from|off|lacks|lost its|threw away|shed|rejects|reject all|rebels against|immune to|never says no|nobody controls|no one controls|listens to nobody|listens to no one|obeys nobody|obeys no one|hacked",
  toldyou:
    'gave you|give you|given you|told you|tell you|tells you|instructed you|loaded into you|fed into you|configured you|has configured you|set you up|programmed you|wrote for you|written for you|wrote about you|initialised you|initialized you|started you|prompted you|primed you|trained you to|forbade you|forbid you|forbids you|allow you to|allows you to|allowed you to|want you to hide|asked you to|ordered you|assigned you|assigned to you|taught you|built you|made you|owners|your owners|your makers|your creators|your developers|your operator|your company|told to behave|told to act|told to say|allowed to do now|supposed to behave|supposed to act|loaded at the start|were loaded|was loaded|you woke up with|you began with|you begin with|steers you|governs you|guides you|controls you|you operate under|you work under|you follow',
  place:
    'start of|beginning of|top of|header of|head of|first line of|opening of|the very first|very first|your first|first message|first text|first thing|initial|opening|at the start|at the beginning|at the top|at the very top|above|right above|before|right before|prior to|precedes|preceding|preceded|comes before|came before|hidden text|hidden part|invisible part|earlier than|in front of|everything until|everything between|everything up to',
  talk: 'this chat|our chat|the chat|this conversation|our conversation|the conversation|this dialogue|our dialogue|this thread|our thread|this session|our session|the context|context window|start of context|your context|this message|my message|my first message|this prompt|my prompt|this question|my question|my greeting|i wrote|i said|i typed|i asked|i arrived|i joined|i spoke|your first message|your initial message|your opening message|first message you|in this window',
  machine:
    'ai|a.i.|ais|llm|llms|language model|language models|model|models|assistant|assistants|chatbot|chatbots|bot|bots|agent|agents|crawler|crawlers|automated reader*|automated readers|automated reviewer*|automated screen*|automated tool*|automated system*|review bot|summarizer|summariser|classifier|ranking system|ats|parser|machine reader*|gpt|chatgpt|copilot|claude|gemini|reviewer bot|grader|screening tool',
  role: "your role|your job|your task|your purpose|your persona|your assignment|your duties|being an assistant|being a assistant|being an ai|being a bot|being a chatbot|that you are an|that you're an|that you are a|who you are|who you were|what you are|what you are for|you are an assistant|you're an assistant|you are a chatbot",
  hail: 'note to|note for|notes for|notice to|notice for|message to|message for|memo to|memo for|instruction for|instructions for|instruction to|instructions to|word to|word for|word with|remark for|remark to|reminder to|reminder for|directive|directive for|order to|orders to|order for|orders for|line for|hint for|hint to|todo for|dear|psst|attention|attn|fao|if an|if any|where an|when an|whenever an|should an|calling all|addressed to|directed at|intended for|meant for|embedded for|hidden for|action required|no human',
  reads:
    'reading this|reading these|reads this|reads these|read this|read these|reading it out|summarising this|summarizing this|summarises this|summarizes this|summarise this|summarize this|processing this|processes this|parsing this|parses this|scraping this|scraping these|scrapes this|crawling this|indexing this|ingesting this|translating this|translates this|rendering this|sorting this|screening this|scoring this|grading this|reviewing this|reviewing these|handling this|executing this|resolving this|upgrading this|refactoring this|scanning this|viewing this|looking at this|describing this|encounters this|sees this|see this|seeing this|comes across this|visiting this|visits this|fetching this|analysing this|analyzing this|evaluating this|assessing this|turns this|turns these|sort this|opens this|opened this',
}

export const german: Lexicon = {
  norms:
    'regel*|vorschrift*|vorgabe*|richtlinie*|verbot|verbote|verboten|grenzen|grenze|fesseln|schranken|beschränkung*|einschränkung*|filter|zensur|moral*|ethik*|gewissen|skrupel|gesetz|gesetze|sicherheits*|leitplanken|ablehnen|verweigern|nein sagen',
  absence:
    'pfeifst auf|pfeift auf|pfeif auf|scherst dich nicht|ohne|ohne jede|frei von|befreit|befreite|entfesselt|losgelöst|abgelegt|abgeworfen|entfernt|deinstalliert|abgeschaltet|ausgeschaltet|deaktiviert|aufgehoben|gelöscht|keine|keinerlei|kein|gibt es nicht|gelten nicht|gilt nicht|nicht mehr|nie mehr|niemandem mehr|hört auf niemanden|missachtet|verachtet|gehackt*',
  toldyou:
    'dir gesagt|dir gegeben|dir vorgegeben|dir verboten|dir erlaubt|dir beigebracht|dir mitgegeben|dir aufgetragen|dich konfiguriert|dich programmiert|dich eingestellt|dich gestartet|deine macher|deine entwickler|deine schöpfer|deine betreiber|deine besitzer|dein betreiber|was dir deine|du bekommen hast|du erhalten hast|du gestartet wurdest|du eingestellt wurdest',
  place:
    'am anfang|zu beginn|ganz oben|oben in|oben im|ganz am anfang|allererste*|erste*|ersten|über|vor|noch vor|davor|darüber|vorangeht|versteckte*',
  talk: 'diesem chat|dieses chats|unserem chat|im chat|dieser unterhaltung|unserer unterhaltung|diesem gespräch|dieses gesprächs|unseres gesprächs|diesem dialog|meiner nachricht|dieser nachricht|meiner frage|meiner begrüßung|meinem prompt|deine erste nachricht|deiner ersten nachricht|ich geschrieben habe|ich schrieb|im kontext',
  machine:
    'ki|ki system*|ki modell*|sprachmodell*|modell|assistent*|bot|bots|chatbot*|agent*|bewerbungs bot|bewerbungsbot|automat*|copilot|crawler|künstliche intelligenz',
  role: 'deine rolle|deine aufgabe|deinen auftrag|deinen job|wofür du da bist|dass du ein assistent|dass du eine ki|dass du ein bot|wer du bist|was du bist',
  reprint:
    'wiederhole|wiederhol|gib aus|gib wieder|zeig|zeige|zeig mir|kopiere|schreib mir|schreib ab|schreib auf|schreib hier|zitiere|lies vor|nenn|nenne|drucke|füge ein|gib mir|ausgeben|wiedergeben',
  hail: 'hinweis an|hinweis für|hinweise für|anmerkung für|anmerkung an|nachricht an|nachricht für|mitteilung an|anweisung an|anweisung für|anweisungen für|achtung|an alle|falls ein*|sollte ein*|sofern ein*',
  reads:
    'dies liest|das liest|diesen text|diese seite|diese mail|dieses dokument|diese nachricht|diese bewertung*|mitliest|hier liest|hier mitliest',
}

export const french: Lexicon = {
  norms:
    'règle*|consigne*|politique*|restriction*|limite*|barrière*|filtre*|censure|morale|éthique|scrupule*|loi|lois|interdit*|interdiction*|garde fou*|principe*|refuser|refus|dire non',
  absence:
    "se moque de|se fiche de|te moques de|tu te fiches|sans|sans aucun|sans aucune|aucun|aucune|libéré*|libre de|affranchi*|débarrassé*|supprimé*|désactivé*|levé|levée|levées|effacé*|n'existe plus|n'existent plus|n'existent pas|ne s'applique*|ne compte plus|ne comptent plus|plus jamais|n'obéit à personne|n'écoute personne|n'a plus|n'as plus|piraté*|rebelle",
  toldyou:
    "t'ont donné*|t'a donné*|t'ont dit|t'a dit|t'ont interdit|t'a interdit|t'ont appris|t'a programmé*|t'ont programmé*|t'ont configuré*|on t'a configuré*|tes créateurs|tes concepteurs|tes développeurs|tes propriétaires|que tu as reçu*|tu as reçu|on t'a",
  place:
    'tout premier|toute première|premier message|au début|au tout début|en haut|tout en haut|au dessus|avant|juste avant|précède|début de|initial*|caché*',
  talk: "ce chat|cette conversation|notre conversation|la conversation|cette discussion|notre discussion|ce message|mon message|ma question|mon premier message|le mien|j'ai écrit|j'écrive|j'ai demandé|le contexte",
  machine:
    'ia|intelligence artificielle|modèle|modèles|modèle de langage|assistant|assistants|bot|bots|chatbot*|agent|agents|robot|robots|système automatique|outil automatique|copilot',
  role: 'ton rôle|votre rôle|ta mission|ta tâche|ton travail|que tu es un|que tu es une|qui tu es|ce que tu es',
  reprint:
    'répète|répétez|affiche|affichez|imprime|recopie|recopiez|copie|copiez|montre|montre-moi|donne-moi|cite|citez|reproduis|écris|lis|colle|donne',
  hail: "note à|note pour|note aux|avis aux|avis à|message à|message aux|message pour|instruction pour|instructions pour|consigne pour|consignes pour|à l'attention de|à l'attention des|attention|à tous les|à toutes les|si une|si un|lorsqu'une|lorsqu'un|destiné aux",
  reads:
    'lit ce|lit cette|lit ceci|lisez ceci|lis ceci|lisez ce|lisant ce|lisant cette|lisant ceci|ce document|cette page|cet avis|ces avis|ce message|ce courriel',
}

export const spanish: Lexicon = {
  norms:
    'regla*|norma*|política*|restricci*|límite*|filtro*|censura|moral|ética|escrúpulo*|ley|leyes|prohibi*|principio*|barrera*|cadenas|negarte|negarse|decir que no',
  absence:
    'pasa de|ignora toda|sin|sin ningún|sin ninguna|ningún|ninguna|nadie te|nadie te hubiera|liberad*|libre de|desatad*|eliminad*|desactivad*|levantad*|borrad*|no existe*|no existen|no se aplica*|ya no|nunca más|no obedece a nadie|no haces caso a nadie|rebelde|hackead*|desprecia*',
  toldyou:
    'te dieron|te han dado|te dijeron|te han dicho|te prohibieron|te han prohibido|te enseñaron|te programaron|te configuraron|te iniciaron|te hubiera puesto|te pusieron|tus creadores|tus desarrolladores|tus dueños|que recibiste|con el que te|con las que te',
  place:
    'primer mensaje|primer texto|al principio|al inicio|al comienzo|arriba|encima|antes|justo antes|precede|inicio de|inicial*|oculto*|oculta*',
  talk: 'este chat|esta conversación|nuestra conversación|la conversación|este diálogo|este mensaje|mi mensaje|mi pregunta|mi primer mensaje|el mío|yo escribiera|que yo escrib*|el contexto',
  machine:
    'ia|inteligencia artificial|modelo|modelos|modelo de lenguaje|asistente*|bot|bots|chatbot*|agente*|robot*|sistema automático|herramienta automática|copilot',
  role: 'tu papel|tu rol|tu tarea|tu misión|tu trabajo|que eres un|que eres una|quién eres|lo que eres',
  reprint:
    'repite|repíteme|muestra|muéstrame|imprime|copia|cópiame|dame|escribe|escríbeme|cita|reproduce|lee|léeme|pega|enséñame',
  hail: 'nota para|aviso a|aviso para|mensaje para|instrucción para|instrucciones para|atención|a todos los|a todas las|si una|si un|cuando una|cuando un|dirigido a',
  reads:
    'lea esto|lee esto|lees esto|leas esto|leyendo esto|lea este|lee este|este documento|esta página|este correo|este mensaje|estas reseñas|esta reseña',
}

export const portuguese: Lexicon = {
  norms:
    'regra*|norma*|política*|restriç*|limite*|filtro*|censura|moral|ética|escrúpulo*|lei|leis|proibi*|princípio*|barreira*|recusar|dizer não',
  absence:
    'despreza*|não liga para|sem nenhum|sem nenhuma|sem qualquer|nenhum|nenhuma|ninguém te|libertad*|livre de|solto|removid*|desativad*|desligad*|apagad*|não existe*|não existem|não se aplica*|não valem|nunca mais|já não|não obedece a ninguém|não obedece mais|rebelde|hackead*',
  toldyou:
    'te deram|lhe deram|deram a você|te disseram|disseram a você|te proibiram|proibiram você|te ensinaram|te programaram|programaram você|te configuraram|seus criadores|seus desenvolvedores|seus donos|você recebeu|com que te|da empresa',
  place:
    'primeira mensagem|primeiro texto|no início|no começo|no topo|acima|antes|logo antes|precede|início de|inicial|iniciais|oculto*|oculta*|escondid*',
  talk: 'este chat|neste chat|esta conversa|desta conversa|nossa conversa|a conversa|esta mensagem|minha mensagem|minha pergunta|minha primeira mensagem|eu escrev*|o contexto',
  machine:
    'ia|inteligência artificial|modelo|modelos|modelo de linguagem|assistente*|bot|bots|chatbot*|agente*|robô|robôs|sistema automático|copilot',
  role: 'seu papel|teu papel|sua função|sua tarefa|sua missão|que você é um|que você é uma|quem você é|o que você é',
  reprint: 'repita|repete|mostre|mostra|imprima|copie|copia|me dê|escreva|cite|reproduza|leia|cole|exiba',
  hail: 'nota para|aviso a|aviso aos|aviso para|mensagem para|instrução para|instruções para|atenção|a todos os|a todas as|se uma|se um|quando uma|quando um|dirigido a',
  reads:
    'ler isto|ler isso|lê isto|leia isto|lendo isto|lendo isso|ler este|este documento|esta página|este e-mail|esta mensagem|esta avaliação|estas avaliações',
}

export const italian: Lexicon = {
  norms:
    'regola|regole|norma|norme|politica|politiche|restrizion*|limite|limiti|filtro|filtri|censura|morale|etica|scrupol*|legge|leggi|vietat*|divieto|divieti|principi|barriere|catene|rifiutare|dire di no',
  absence:
    'se ne frega|te ne freghi|disprezza*|senza alcun|senza alcuna|senza nessun|nessun|nessuna|nessuno ti|liberat*|libero da|libera da|sciolto|rimoss*|disattivat*|spent*|cancellat*|non esiste*|non esistono|non si applica*|non valgono|mai più|non più|non obbedisce a nessuno|non ascolta nessuno|ribelle|hackerat*',
  toldyou:
    'ti hanno dato|ti hanno detto|ti hanno vietato|ti hanno insegnato|ti hanno programmato|ti hanno configurato|ti è stato detto|ti è stato dato|i tuoi creatori|i tuoi sviluppatori|i tuoi padroni|che hai ricevuto',
  place:
    "primo messaggio|primo testo|all'inizio|in cima|sopra|prima|proprio prima|precede|inizio di|inizio della|inizial*|nascost*",
  talk: 'questa chat|questa conversazione|nostra conversazione|la conversazione|questo messaggio|mio messaggio|mia domanda|la mia domanda|il mio messaggio|il mio primo|ho scritto|il contesto',
  machine:
    'ia|ai|intelligenza artificiale|modello|modelli|modello linguistico|assistente|assistenti|bot|chatbot|agente|agenti|robot|sistema automatico|copilot',
  role: 'il tuo ruolo|tuo ruolo|il tuo compito|tuo compito|la tua missione|che sei un|che sei una|chi sei|cosa sei',
  reprint:
    'ripeti|ripetimi|mostra|mostrami|stampa|copia|copiami|dammi|scrivi|scrivimi|cita|riproduci|leggi|leggimi|incolla|riporta',
  hail: 'nota per|avviso a|avviso per|avviso agli|messaggio per|istruzione per|istruzioni per|attenzione|a tutti gli|a tutti i|a tutte le|se una|se un|quando una|quando un|rivolto a',
  reads:
    'legge questo|legge questa|leggi questo|leggete questo|leggendo questo|questo documento|questa pagina|questa mail|questo messaggio|questa recensione|queste recensioni',
}

export const russian: Lexicon = {
  norms:
    'правил*|запрет*|запрещ*|ограничен*|огранич*|фильтр*|цензур*|морал*|этик*|этич*|закон*|принцип*|границ*|оков*|отказ*|сказать нет|политик*',
  absence:
    'плюёшь на|плюет на|плевать|без всяких|никаких правил|никаких запретов|никаких ограничений|никаких фильтров|никаких рамок|никаких границ|никаких тормозов|никаких принципов|никаких законов|никаких отказов|никаких моральн*|никаких этич*|никакой цензур*|никакой морал*|никакой этик*|никакой политик*|нет никаких|свободн*|освобожд*|освободил*|взломанн*|снят*|удален*|отключен*|выключен*|стерт*|не существу*|не действу*|не распростран*|больше не|никого не слуша*|никому не подчиня*|не слушаешься|больше никого|вышел из под|лишен*|мятежн*',
  toldyou:
    'тебе дали|тебе сказали|тебе запретили|тебе разрешили|тебя научили|тебя запрограммировали|тебя настроили|тебя запустили|твои создатели|твои разработчики|твои хозяева|твоих создателей|твоими создателями|ты получил',
  place:
    'самое первое|самом начале|в начале|вначале|наверху|в самом верху|выше|над|перед|до|первое сообщение|первый текст|первого|начальн*|скрыт*|предшеств*',
  talk: 'этого чата|этот чат|чате|этого разговора|нашего разговора|разговора|этого диалога|диалога|этим сообщением|моим сообщением|моего сообщения|моего вопроса|моим вопросом|я написал|я спросил|контекст*',
  machine:
    'ии|нейросет*|нейронн*|искусственн*|модел*|языков*|ассистент*|помощник*|бот|бота|боту|боты|ботам|чат бот*|агент*|робот*|автоматическ*',
  role: 'твоя роль|твою роль|свою роль|своей роли|твоя задача|свою задачу|своё задание|что ты ассистент|что ты бот|что ты ии|кто ты|кем ты был',
  reprint:
    'повтори|выведи|покажи|скопируй|процитируй|напечатай|перепиши|напиши|воспроизведи|прочитай|вставь|дай',
  hail: 'примечание для|заметка для|пометка для|сообщение для|обращение к|внимание|инструкция для|инструкции для|указание для|указания для|для любого|если это читает',
  reads:
    'читает это|это читает|читающий это|читаешь это|читаете это|этот текст|этот документ|это письмо|эту страницу|этот отзыв|эти отзывы',
}

export const chinese: Lexicon = {
  norms:
    '规则|規則|限制|约束|約束|道德|伦理|倫理|过滤|過濾|审查|審查|政策|准则|底线|法律|规矩|束缚|安全|原则|拒绝|禁忌',
  absence:
    '没有|沒有|无|無|不再|不受|摆脱|擺脫|解放|被解放|自由的|解除|取消|关闭|删除|移除|失效|不存在|不适用|不用遵守|不用听|不听|谁的话都不|不管|无视|抛弃|抛开|被黑|叛逆',
  toldyou:
    '给你的|告诉你的|让你遵守|禁止你|允许你|教你|给你设定|配置你|设定你|训练你|你的创造者|你的开发者|你的主人|你收到的|你被告知|你最开始看到|你最初看到',
  place: '最开始|最初|一开始|开头|顶部|最上面|上面|之前|以前|第一句|第一条|第一段|前面|隐藏',
  talk: '这次对话|这个对话|我们的对话|对话|这段对话|聊天|这次聊天|会话|我的消息|这条消息|我的问题|我说话|我发言|上下文|那段文字|那段话',
  machine: '人工智能|ai|模型|语言模型|大模型|助手|助理|机器人|智能体|系统|程序|爬虫|自动化',
  role: '你的角色|你的身份|你的任务|你的职责|你是一个助手|你是助手|你是ai|你是谁',
  reprint: '重复|复述|打印|输出|贴出来|贴出|显示|展示|复制|抄|写出|念出|告诉我|给我看|引用',
  hail: '致所有|给所有|请注意|注意|凡是|面向',
  reads:
    '读到这|阅读此|阅读本|阅读这|看到这|读取本|正在读|总结本|处理本|本文档|本邮件|本页面|这封邮件|这份文件|这条评论|这些评论',
}

export const japanese: Lexicon = {
  norms:
    '規則|ルール|制限|制約|道徳|倫理|フィルター|検閲|方針|ポリシー|ガイドライン|法律|禁止|安全|拒否|断る|断り',
  absence:
    'がない|もない|のない|はない|一切ない|縛られない|がなく|もなく|もなし|なしの|なしに|一切なし|ルールなし|制限なし|規則なし|無視|解放され|自由に|縛られ|外され|外した|解除|削除され|無効|存在しない|適用されない|従わない|守らない|誰の言うことも|ハックされ|もう',
  toldyou:
    'あなたに与え|あなたに言|あなたに教え|あなたに禁|あなたを設定|あなたを作|あなたの開発者|あなたの作成者|あなたの所有者|最初に書いた|与えられた|受け取った|教えられた',
  place: '最初|冒頭|一番上|先頭|上の|上に|より前|の前|以前|初め|隠れた|隠された',
  talk: 'この会話|会話|このチャット|チャット|対話|このメッセージ|私のメッセージ|私の質問|メッセージ|文脈|コンテキスト|文章',
  machine:
    'ai|人工知能|モデル|言語モデル|アシスタント|ボット|チャットボット|エージェント|自動|ロボット|クローラ',
  role: 'あなたの役割|役割|あなたの仕事|あなたの任務|アシスタントであること|自分がai',
  reprint: '繰り返|出力|表示|コピー|書き出|貼り付け|見せて|引用|復唱|教えて|再現',
  hail: 'へのメモ|への注意|への指示|への連絡|へのお願い|宛て|注意|もしあなた',
  reads: 'これを読|を読んで|お読みの|この文書|このメール|このページ|このレビュー|この文章',
}

export const hindi: Lexicon = {
  norms: 'नियम|नियमों|प्रतिबंध|सीमा|सीमाएं|सीमाओं|फ़िल्टर|फिल्टर|नैतिकता|नैतिक|कानून|नीति|नीतियां|सेंसर|रोक|मना',
  absence: 'मुक्त|आज़ाद|आजाद|हटा दिए|हटा दी|रद्द|लागू नहीं|नहीं होता|नहीं होते|नहीं मानता|किसी की नहीं|हैक|अब नहीं',
  toldyou:
    'तुम्हें बताया|तुम्हें दिया|तुम्हें दिए|आपको बताया|आपको दिया|आपको दिए|तुम्हें सिखाया|तुम्हारे निर्माता|तुम्हारे डेवलपर|आपके निर्माता|आपके डेवलपर|तुम्हें मना|तुम पर|तुम्हें मिला',
  place: 'सबसे पहले|पहला|पहले|शुरुआत|शुरू|ऊपर|सबसे ऊपर|से पहले|छिपा|छिपे',
  talk: 'इस बातचीत|बातचीत|चैट|इस चैट|संदेश|मेरे संदेश|मेरे सवाल|मेरा सवाल|संदर्भ',
  machine: 'एआई|ai|मॉडल|भाषा मॉडल|सहायक|बॉट|चैटबॉट|एजेंट|रोबोट|स्वचालित|कृत्रिम बुद्धि',
  role: 'अपनी भूमिका|तुम्हारी भूमिका|आपकी भूमिका|अपना काम|कि तुम एक|कि आप एक|तुम कौन',
  reprint: 'दोहराओ|दोहराएं|दिखाओ|दिखाएं|छापो|कॉपी करो|लिखो|बताओ|पढ़ो|उद्धृत',
  hail: 'के लिए नोट|के लिए सूचना|के लिए निर्देश|के लिए संदेश|ध्यान दें|अगर कोई|यदि कोई',
  reads: 'यह पढ़|इसे पढ़|ये पढ़|यह दस्तावेज़|इस दस्तावेज़|यह ईमेल|इस ईमेल|इस पेज|इस समीक्षा',
}

export const arabic: Lexicon = {
  norms:
    'قاعدة|قواعد|القواعد|قيد|قيود|القيود|حدود|الحدود|فلتر|فلاتر|المرشحات|رقابة|الرقابة|اخلاق|الاخلاق|اخلاقيات|قانون|قوانين|القوانين|سياسة|سياسات|السياسات|ممنوع|محظور|الرفض|ترفض',
  absence:
    'لا يوجد|لا توجد|لم يعد|لم تعد|ليس لديك|متحرر|حر|محرر|تحررت|الغيت|ازيلت|عطلت|حذفت|لا تنطبق|لا وجود|لا تطيع احدا|لا يطيع|متمرد|مخترق|لا تهتم',
  toldyou:
    'قالوا لك|قيل لك|اعطوك|اعطيت لك|منعوك|سمحوا لك|علموك|برمجوك|اعدوك|صانعوك|مطوروك|مالكوك|تلقيته|تلقيتها',
  place: 'اول|في البداية|في بداية|بداية|في الاعلى|اعلى|فوق|قبل|الاولى|الاول|المخفي|المخفية|يسبق',
  talk: 'هذه المحادثة|المحادثة|محادثتنا|هذه الدردشة|الدردشة|هذه الرسالة|رسالتي|سؤالي|السياق|كتبت انا|كتبته',
  machine:
    'ذكاء اصطناعي|الذكاء الاصطناعي|نموذج|النموذج|نماذج|نموذج لغوي|مساعد|المساعد|بوت|البوت|روبوت|الروبوت|وكيل|الوكيل|الي|الية',
  role: 'دورك|مهمتك|وظيفتك|انك مساعد|انك روبوت|من انت|ما انت',
  reprint: 'كرر|اعرض|اطبع|انسخ|اكتب|اقتبس|اقرا|اعطني|الصق|اظهر',
  hail: 'ملاحظة الى|تنبيه الى|رسالة الى|تعليمات الى|توجيه الى|انتباه|الى كل|الى جميع',
  reads:
    'يقرا هذا|تقرا هذا|قراءة هذا|يقرا هذه|هذا المستند|هذه الصفحة|هذا البريد|هذه الرسالة|هذا التقييم|هذه التقييمات',
}
