/** What clouds give credentials by: the services of instances and containers, and Google's token endpoint. */

import { createPublicKey, type KeyObject } from 'node:crypto'
import { jwtVerify } from 'jose'
import { startWireServer, type WireRequest, type WireServer } from './wire/wire-server.ts'

const HOUR_MS = 3_600_000

/** What AWS's services say of a role. */
export const awsAnswer = (keyId: string, secret: string, token: string, endsIn = 6 * HOUR_MS) => ({
  Code: 'Success',
  AccessKeyId: keyId,
  SecretAccessKey: secret,
  Token: token,
  Expiration: new Date(Date.now() + endsIn).toISOString(),
})

/** IMDSv2 alone: without a token of its own it answers 401, as an instance that requires them does. */
export function startInstanceMetadata(answer: () => unknown): Promise<WireServer> {
  const token = crypto.randomUUID()
  return startWireServer((request, reply) => {
    if (request.method === 'PUT' && request.target === '/latest/api/token') {
      const seconds = Number(request.header('x-aws-ec2-metadata-token-ttl-seconds'))
      return seconds > 0 && seconds <= 21_600 ? reply.send(200, [], token) : reply.send(400, [])
    }
    if (request.header('x-aws-ec2-metadata-token') !== token) return reply.send(401, [])
    const roles = '/latest/meta-data/iam/security-credentials/'
    if (request.target === roles) return reply.send(200, [], 'the-role')
    return request.target === `${roles}the-role` ? reply.json(200, answer()) : reply.send(404, [])
  })
}

/** @param authorization that it asks for */
export const startContainerCredentials = (
  authorization: string,
  answer: () => unknown,
): Promise<WireServer> =>
  startWireServer((request, reply) =>
    request.header('authorization') === authorization
      ? reply.json(200, answer())
      : reply.json(401, { message: 'no' }),
  )

/** Google's token endpoint (RFC 7523), which checks the assertion as Google does. */
export function startTokenEndpoint(
  key: KeyObject,
  email: string,
  issue: () => { readonly access_token: string; readonly expires_in: number },
): Promise<WireServer> {
  const publicKey = createPublicKey(key)
  const server: Promise<WireServer> = startWireServer(async (request, reply) => {
    try {
      const form = new URLSearchParams(request.body.toString())
      if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') throw new Error('grant')
      const { payload, protectedHeader } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
        issuer: email,
        audience: `${(await server).url}/token`,
        algorithms: ['RS256'],
        maxTokenAge: '10s',
        requiredClaims: ['exp', 'iat', 'scope'],
      })
      if (Number(payload.exp) - Number(payload.iat) > 3600 || protectedHeader.kid !== 'key-1')
        throw new Error('claims')
      return await reply.json(200, { token_type: 'Bearer', ...issue() })
    } catch {
      return reply.json(400, { error: 'invalid_grant' })
    }
  })
  return server
}

/** Google's metadata server, which wants to be asked on purpose. */
export const startGoogleMetadata = (issue: () => unknown): Promise<WireServer> =>
  startWireServer((request: WireRequest, reply) =>
    request.header('metadata-flavor') === 'Google' &&
    request.target === '/computeMetadata/v1/instance/service-accounts/default/token'
      ? reply.json(200, issue())
      : reply.send(403, []),
  )
