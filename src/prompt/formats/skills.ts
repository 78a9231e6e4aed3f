/**
 * Skills that a container is to have: stored ones, or one as an archive.
 * https://developers.openai.com/api/docs/guides/tools-skills · https://platform.claude.com/docs/en/build-with-claude/skills-guide
 */

import { all, fields, file, inert, reference } from '../rule.ts'

export const skills = fields({
  ...all('type version', inert),
  skill_id: reference,
  source: fields({ ...all('type media_type', inert), data: file }),
})
