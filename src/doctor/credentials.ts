/** Whether clouds give the credentials that providers need; nothing is sent to the providers. */

import type { Config } from '../config/schema.ts'
import { CredentialsError } from '../egress/authorize.ts'
import type { AuthorizeFor } from '../egress/compose-authorize.ts'
import { PROVIDERS } from '../proxy/providers.ts'
import { type Diagnosis, fail, ok } from './check.ts'

export function checkCredentials({ providers }: Config, authorizeFor: AuthorizeFor): Promise<Diagnosis[]> {
  const asked = Object.entries(providers).flatMap(([name, provider]) => {
    const url = URL.parse(provider.base_url ?? PROVIDERS[name]?.baseUrl ?? '')
    const authorize = url && authorizeFor(url, provider)
    if (!authorize) return []
    const kind = provider.aws ? `aws (${provider.aws.credentials})` : 'google'
    return [
      checkOne(`credentials ${name}`, kind, () =>
        authorize({ method: 'GET', url, headers: new Headers(), body: undefined }),
      ),
    ]
  })
  return Promise.all(asked)
}

async function checkOne(subject: string, kind: string, obtain: () => Promise<void>): Promise<Diagnosis> {
  try {
    await obtain()
    return ok(subject, `${kind} gives them`)
  } catch (error) {
    const code = error instanceof CredentialsError ? error.code : 'error'
    return fail(
      subject,
      `none of ${kind}: ${code}`,
      'the environment of the service may differ from this one',
    )
  }
}
