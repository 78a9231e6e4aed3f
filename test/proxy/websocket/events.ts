/**
 * One event of every type that the vendors document for clients, with all of its usual members.
 * https://platform.openai.com/docs/api-reference/realtime-client-events
 * https://developers.openai.com/api/reference/resources/responses/websocket-events
 * https://ai.google.dev/api/live · https://docs.x.ai/docs/guides/voice/agent
 */

/** A few samples of sound, 16 bits each. */
const SOUND = Buffer.from(Int16Array.from({ length: 120 }, (_, i) => 9000 * Math.sin(i / 5)).buffer).toString(
  'base64',
)
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const tool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string', description: 'Its name' } } },
}
const mcp = {
  type: 'mcp',
  server_label: 'shop',
  server_url: 'https://shop.example/mcp',
  authorization: 'Bearer t0k3n',
}

const realtime = [
  {
    type: 'session.update',
    event_id: 'event_1',
    session: {
      type: 'realtime',
      model: 'gpt-realtime',
      instructions: 'Be brief',
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          transcription: { model: 'whisper-1', language: 'en', prompt: 'Names of cities' },
          noise_reduction: { type: 'near_field' },
          turn_detection: { type: 'server_vad', threshold: 0.5, create_response: true },
        },
        output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'marin', speed: 1 },
      },
      tools: [tool, mcp],
      tool_choice: 'auto',
      tracing: { workflow_name: 'calls', group_id: 'g1', metadata: { team: 'support' } },
      prompt: { id: 'pmpt_1', version: '2', variables: { city: 'Cologne' } },
      max_output_tokens: 'inf',
    },
  },
  { type: 'input_audio_buffer.append', event_id: 'event_2', audio: SOUND },
  { type: 'input_audio_buffer.commit', event_id: 'event_3' },
  { type: 'input_audio_buffer.clear' },
  { type: 'output_audio_buffer.clear', event_id: 'event_4' },
  {
    type: 'conversation.item.create',
    previous_item_id: 'root',
    item: {
      id: 'msg_1',
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'Hello' },
        { type: 'input_audio', audio: SOUND, transcript: 'Hello again' },
        { type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' },
      ],
    },
  },
  {
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: 'call_1', output: '{"temperature":"21"}' },
  },
  {
    type: 'conversation.item.create',
    item: { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Cologne"}' },
  },
  { type: 'conversation.item.retrieve', item_id: 'msg_1' },
  { type: 'conversation.item.truncate', item_id: 'msg_1', content_index: 0, audio_end_ms: 1500 },
  { type: 'conversation.item.delete', item_id: 'msg_1' },
  {
    type: 'response.create',
    response: {
      instructions: 'Answer in German',
      conversation: 'none',
      output_modalities: ['text'],
      metadata: { topic: 'weather' },
      input: [
        { type: 'item_reference', id: 'msg_1' },
        { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be kind' }] },
      ],
      tools: [tool],
    },
  },
  { type: 'response.cancel', response_id: 'resp_1' },
]

const responses = [
  {
    type: 'response.create',
    model: 'gpt-5',
    stream_id: 'a',
    store: false,
    previous_response_id: 'resp_1',
    instructions: 'Be brief',
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      { type: 'function_call_output', call_id: 'call_1', output: 'Sunny' },
    ],
    tools: [tool],
    metadata: { topic: 'weather' },
  },
  { type: 'response.create', model: 'gpt-5', input: 'Hello' },
  { type: 'response.steer', previous_response_id: 'resp_1', input: 'Shorter, please' },
]

const live = [
  {
    setup: {
      model: 'models/gemini-live-2.5-flash',
      generationConfig: {
        responseModalities: ['AUDIO'],
        temperature: 0.7,
        speechConfig: { languageCode: 'de-DE', voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Puck' } } },
      },
      systemInstruction: { parts: [{ text: 'Be brief' }] },
      tools: [
        {
          functionDeclarations: [
            { name: 'get_weather', description: 'The weather', parameters: { type: 'OBJECT' } },
          ],
        },
      ],
      realtimeInputConfig: {
        automaticActivityDetection: { disabled: false, startOfSpeechSensitivity: 'START_SENSITIVITY_LOW' },
        activityHandling: 'NO_INTERRUPTION',
      },
      sessionResumption: { handle: 'h4ndl3' },
      contextWindowCompression: { slidingWindow: { targetTokens: '1000' } },
      inputAudioTranscription: {},
      proactivity: { proactiveAudio: true },
    },
  },
  {
    clientContent: {
      turns: [
        { role: 'user', parts: [{ text: 'Hello' }, { inlineData: { mimeType: 'image/png', data: PNG } }] },
      ],
      turnComplete: true,
    },
  },
  { client_content: { turns: [{ role: 'model', parts: [{ text: 'Hi' }] }], turn_complete: false } },
  { realtimeInput: { audio: { mimeType: 'audio/pcm;rate=16000', data: SOUND } } },
  { realtimeInput: { mediaChunks: [{ mimeType: 'audio/pcm', data: SOUND }] } },
  { realtimeInput: { video: { mimeType: 'image/png', data: PNG } } },
  { realtimeInput: { text: 'Quick' } },
  { realtimeInput: { activityStart: {} } },
  { realtimeInput: { audioStreamEnd: true } },
  {
    toolResponse: {
      functionResponses: [{ id: 'f1', name: 'get_weather', response: { output: { sky: 'clear' } } }],
    },
  },
]

/** By the path of the endpoint. */
export const EVENTS: Readonly<Record<string, readonly unknown[]>> = {
  '/v1/realtime': realtime,
  '/v1/responses': responses,
  '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent': live,
}
