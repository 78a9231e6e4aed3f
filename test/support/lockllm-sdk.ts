/**
 * `parseError` of the LockLLM SDK, which its client applies to every error answer, and the classes that it makes.
 * The package does not export the function, so it is taken from the file itself.
 */

export {
  AbuseDetectedError,
  LockLLMError,
  PIIDetectedError,
  PolicyViolationError,
  PromptInjectionError,
  parseError,
} from '../../node_modules/@lockllm/sdk/dist/errors.js'
