/**
 * OpenAI images, videos and audio, in JSON and as forms; their imitators' fields for the same.
 * https://platform.openai.com/docs/api-reference/images · https://platform.openai.com/docs/api-reference/videos
 * https://platform.openai.com/docs/api-reference/audio · https://docs.x.ai/docs/api-reference#image-generations
 */

import { all, fields, inert, media, orString, reference, text } from '../rule.ts'

const ENUMS =
  'model user size quality style background moderation output_format response_format input_fidelity seconds voice ' +
  'language timestamp_granularities timestamp_granularities[] include include[] stream_format chunking_strategy'

export const openaiMedia = fields({
  ...all(ENUMS, inert),
  ...all('prompt negative_prompt input', text('user')),
  instructions: text('system'),
  ...all(
    'image image[] images mask image_url',
    orString(media, { image_url: media, url: media, file_id: reference }),
  ),
  input_reference: orString(media, { image_url: media, file_id: reference }),
  ...all('known_speaker_references known_speaker_references[]', media),
})
