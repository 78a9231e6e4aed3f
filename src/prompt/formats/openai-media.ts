/**
 * OpenAI images, videos and audio, in JSON and as forms; their imitators' fields for the same.
 * https://platform.openai.com/docs/api-reference/images · https://platform.openai.com/docs/api-reference/videos
 * https://docs.mistral.ai/api/#tag/audio · https://docs.together.ai/reference/post-images-generations
 * https://platform.openai.com/docs/api-reference/audio · https://docs.x.ai/docs/api-reference#image-generations
 */

import { all, fields, inert, media, orString, reference, text } from '../rule.ts'

const ENUMS =
  'model user safety_identifier size quality style background moderation output_format response_format input_fidelity ' +
  'seconds consent language languages aspect_ratio resolution timestamp_granularities timestamp_granularities[] include include[] stream_format chunking_strategy'

/** https://docs.together.ai/reference/create-videos */
const frames = {
  ...all(
    'reference_images reference_videos source_video audio_inputs',
    orString(media, { url: media, video: media, image_url: media, file_id: reference }),
  ),
  ...all('frame_images frame_videos', orString(media, { input_image: media, video: media })),
}

export const openaiMedia = fields({
  ...all(ENUMS, inert),
  voice: orString(inert, { id: inert }),
  svg: fields({ model: inert }),
  // Azure: where pictures go that are files of the form
  inpaint_items: fields({ type: inert }),
  ...all('prompt negative_prompt input', text('user')),
  instructions: text('system'),
  ...all(
    'image image[] images mask image_url',
    orString(media, { image_url: media, url: media, file_id: reference }),
  ),
  input_reference: orString(media, { image_url: media, file_id: reference }),
  ...all('known_speaker_references known_speaker_references[]', media),
  // Mistral's voices and recordings
  ...all('ref_audio sample_audio', media),
  speaker_references: { ...fields({}), rest: media },
  voice_id: inert,
  ...all('file_url file_id', reference),
  // Together
  image_base64: media,
  ...frames,
  media: fields(frames),
  // xAI: https://docs.x.ai/developers/rest-api-reference/inference/videos
  last_frame: orString(media, { url: media, file_id: reference }),
  keyframes: fields({ image: orString(media, { url: media, file_id: reference }) }),
  video: orString(media, { url: media, ...all('file_id id', reference) }),
  reference_audios: fields({ voice_id: inert }),
  // Where it puts what it has made
  output: fields({ upload_urls: reference }),
})
