/**
 * The providers that are known by name. Origins are those of LockLLM's SDK; the path is the vendor's documented
 * base path, so that `/v1/proxy/{provider}/chat/completions` finds the endpoint without a version segment.
 */

import type { AUTH_SCHEMES } from '../config/schema.ts'

export type AuthScheme = (typeof AUTH_SCHEMES)[number]

/** Beginnings of paths; the empty one is that of all. Clients may write either spelling. */
export interface VersionedPaths {
  readonly under: readonly string[]
  readonly without: readonly string[]
}

interface KnownProvider {
  /** Missing where the URL depends on the user's account or region and must be configured. */
  readonly baseUrl?: string
  /** The header that carries an API key. */
  readonly auth: AuthScheme
  /** For a base path without a version: which paths the API serves under `/v1`, and which without it. */
  readonly version?: VersionedPaths
  /** First path segments that sit beside the base path, under the origin itself. */
  readonly rootPaths?: readonly string[]
}

export const PROVIDERS: Readonly<Record<string, KnownProvider>> = {
  openai: { baseUrl: 'https://api.openai.com/v1', auth: 'bearer' },
  anthropic: { baseUrl: 'https://api.anthropic.com/v1', auth: 'x-api-key' },
  gemini: {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    auth: 'x-goog-api-key',
    rootPaths: ['upload', 'download', 'ws', 'batch'],
  },
  cohere: { baseUrl: 'https://api.cohere.com/v2', auth: 'bearer', rootPaths: ['compatibility'] },
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', auth: 'bearer' },
  // https://docs.perplexity.ai/api-reference
  perplexity: {
    baseUrl: 'https://api.perplexity.ai',
    auth: 'bearer',
    version: {
      under: [
        'responses',
        'agent',
        'sonar',
        'async/sonar',
        'embeddings',
        'contextualizedembeddings',
        'models',
      ],
      without: ['chat/completions', 'async/chat/completions', 'search'],
    },
  },
  mistral: { baseUrl: 'https://api.mistral.ai/v1', auth: 'bearer' },
  groq: { baseUrl: 'https://api.groq.com/openai/v1', auth: 'bearer' },
  // https://api-docs.deepseek.com: its /v1 is the same as none.
  deepseek: {
    baseUrl: 'https://api.deepseek.com',
    auth: 'bearer',
    version: { under: [], without: [''] },
  },
  together: { baseUrl: 'https://api.together.xyz/v1', auth: 'bearer' },
  xai: { baseUrl: 'https://api.x.ai/v1', auth: 'bearer' },
  fireworks: { baseUrl: 'https://api.fireworks.ai/inference/v1', auth: 'bearer' },
  anyscale: { baseUrl: 'https://api.endpoints.anyscale.com/v1', auth: 'bearer' },
  huggingface: {
    baseUrl: 'https://router.huggingface.co/v1',
    auth: 'bearer',
    rootPaths: ['hf-inference', 'models', 'pipeline'],
  },
  azure: { auth: 'api-key' },
  bedrock: { auth: 'bearer' },
  'vertex-ai': { auth: 'bearer', rootPaths: ['ws'] },
}
