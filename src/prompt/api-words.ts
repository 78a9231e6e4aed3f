/** What the names of fields, types and models consist of. No order can be given with these alone. */
export const API_WORDS = new Set(
  (
    'acknowledged action actions add ai allowed alt annotation annotations api app application approval ' +
    'arg args arguments array aspect assistant attachment attachments attribute attributes audio ' +
    'authentication author base bash batch batches beta bias block boolean bucket budget buffer by ' +
    'bytes cache cached call calls candidate candidates category cfg char chars chat check checks ' +
    'choice choices chunk chunking citation citations cited city client code command commands company ' +
    'completion completions computer config configuration connector container containers content ' +
    'contents context control conversation conversations count country created criteria cursor custom ' +
    'data dataset date day days decision default definition delta description detail details diff ' +
    'dimension dimensions display doc document documents domain domains dpo duration edit editor edits ' +
    'effort email embed embedding embeddings enable enabled encoded encoding encrypted end endpoint ' +
    'engine entries entry enum env error eval event events example examples exclude excluded execution ' +
    'exit expires extra fetch field fields file filename files filter filters fine finish first flag ' +
    'flags format fps frame frequency function functions gen generate generation grader group guidance ' +
    'height hint home hook host html http https hyperparameters icon id ids image images in include ' +
    'included index info inline inpainting input inputs integer integrations interaction interpreter ipv is ' +
    'item items json key keys kind knowledge kwargs label labels lang language last latency len length ' +
    'level levels limit line link list listing lists local locale location logit logprob logprobs logs ' +
    'lora map mask max mcp media message messages meta metadata method metric metrics mime min mode ' +
    'model models moderation module name names negative noise null num number oauth object of offset on ' +
    'operation option options order org organization origin outcome outpainting output outputs owner ' +
    'page pages painting parallel param parameter parameters parent part parts patch path penalty ' +
    'pending per phase photo pixel plan platform point policy port position preferred prefix presence ' +
    'preset price product profile project properties property provider purpose quality quantity queries ' +
    'query question random rank ranking rate ratio raw reason reasoning recency ref reference ' +
    'references region reinforcement repetition request requests require required resolution resource ' +
    'resources response responses result results retrieval retrieve retrieved return role route safe ' +
    'safety sample sampling scale schema scope score search seconds seed sequence sequences server ' +
    'service session sessions settings shell signature size skill skills snippet sound source sources ' +
    'spec speech speed start state static status stderr stdout step steps stop storage store strategy ' +
    'stream streaming strict string style sub suffix summary tag tags task team temp temperature ' +
    'template tenant testing text texts thinking thread threads threshold tier time timeout timestamp ' +
    'title to token tokenizer tokens tool tools top topic total trace training transcript transcription ' +
    'translation trigger truncate truncation ttl tuning turn turns type types unit updated uri url urls ' +
    'usage use user username uses utf uuid val value values variable variables vector version video videos ' +
    'voice wandb web weight weights width window with words ' +
    // Families of models, and what each of them comes in
    'anthropic amazon aws azure bedrock claude cohere command deepseek fireworks flash gemini gemma google gpt groq haiku ' +
    'huggingface instruct large latest llama magistral medium meta mini mistral mistralai mixtral nano nova openai opus ' +
    'perplexity preview pro qwen realtime rerank small sonar sonnet turbo vertex vision'
  ).split(' '),
)
