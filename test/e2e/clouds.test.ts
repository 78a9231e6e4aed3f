/** Bedrock and Vertex AI without a key in the client: the compiled binary signs, and asks for tokens. */

import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { temporaryFolder } from '../config/temporary.ts'
import { type ConfigTable, startProxy } from '../support/binary.ts'
import { chat, freshPrompt, post } from '../support/client.ts'
import { startEgressProxy } from '../support/egress-proxy.ts'
import {
  awsAnswer,
  startContainerCredentials,
  startGoogleMetadata,
  startInstanceMetadata,
  startTokenEndpoint,
} from '../support/fake-clouds.ts'
import { verifySignature } from '../support/sigv4.ts'
import { startWireServer } from '../support/wire/wire-server.ts'

// Most start a process of their own.
setDefaultTimeout(20_000)

const ID = 'AKIDOFTHEPROXY'
const SECRET = 'a-secret-access-key/of+ours'
const TOKEN = 'a-session-token-of-ours'
const ACCESS = 'ya29.an-access-token-of-ours'
const CLIENTS = 'a-key-of-the-client'

const upstream = await startWireServer((_, reply) => reply.json(200, { output: 'ok' }))
const answers = { aws: (): unknown => awsAnswer(ID, SECRET, TOKEN), google: (): unknown => ({}) }
const tokenOf = (expires_in = 3600) => ({ access_token: ACCESS, expires_in })
answers.google = () => tokenOf()
const instance = await startInstanceMetadata(() => answers.aws())
const container = await startContainerCredentials('a-container-token', () => answers.aws())
const metadata = await startGoogleMetadata(() => answers.google())
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const EMAIL = 'proxy@project.iam.gserviceaccount.com'
const endpoint = await startTokenEndpoint(privateKey, EMAIL, tokenOf)
const egress = await startEgressProxy()
const folder = temporaryFolder()
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const keyFile = folder.write(
  'key.json',
  JSON.stringify({
    type: 'service_account',
    client_email: EMAIL,
    private_key: pem,
    private_key_id: 'key-1',
    token_uri: `${endpoint.url}/token`,
  }),
)
const credentialsFile = folder.write(
  'credentials',
  `[default]\naws_access_key_id = other\naws_secret_access_key = other\n[bedrock]\n# a comment\naws_access_key_id=${ID}\naws_secret_access_key = ${SECRET}\naws_session_token = ${TOKEN}\n`,
)
const servers = [upstream, instance, container, metadata, endpoint]
beforeEach(() => {
  for (const server of servers) server.clear()
  egress.clear()
  answers.aws = () => awsAnswer(ID, SECRET, TOKEN)
  answers.google = () => tokenOf()
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await egress[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const start = (providers: ConfigTable, env: Record<string, string> = {}, more: ConfigTable = {}) =>
  startProxy(
    {
      server: { listen: '127.0.0.1:0' },
      admin: { listen: '127.0.0.1:0' },
      providers,
      log: { format: 'json' },
      ...more,
    },
    env,
  )
const bedrock = (aws: ConfigTable) => ({
  bedrock: { base_url: upstream.url, aws: { region: 'eu-central-1', ...aws } },
})
const vertex = (google: ConfigTable) => ({ 'vertex-ai': { base_url: `${upstream.url}/v1`, google } })
const CONVERSE = { messages: [{ role: 'user', content: [{ text: freshPrompt() }] }] }
const MODEL = '/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse'
const GENERATE = '/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent'

type Running = Awaited<ReturnType<typeof start>>
const converse = (proxy: Running) =>
  post(`${proxy.url}/v1/proxy/bedrock${MODEL}`, CONVERSE, {
    authorization: `AWS4-HMAC-SHA256 Credential=${CLIENTS}/20200101/x/bedrock/aws4_request, SignedHeaders=host, Signature=0`,
    'x-amz-date': '20200101T000000Z',
    'x-amz-security-token': CLIENTS,
  })
const generate = (proxy: Running) =>
  post(
    `${proxy.url}/v1/proxy/vertex-ai${GENERATE}`,
    { contents: [{ role: 'user', parts: [{ text: freshPrompt() }] }] },
    { authorization: `Bearer ${CLIENTS}`, 'x-goog-api-key': CLIENTS },
  )
/** Everything that an operator could see, after the end. */
async function outputOf(proxy: Running): Promise<string> {
  const metrics = await (await fetch(`${proxy.adminUrl}/metrics`)).text()
  await proxy.stop()
  return proxy.stdout() + proxy.stderr() + metrics
}
const expectNoSecret = (text: string) => {
  for (const secret of [
    SECRET,
    TOKEN,
    ACCESS,
    CLIENTS,
    'a-container-token',
    'PRIVATE KEY',
    pem.split('\n')[1] ?? '',
  ]) {
    expect(text).not.toContain(secret)
  }
}
const verified = ({ token }: { token: string | undefined } = { token: TOKEN }) => {
  const [request] = upstream.requests
  if (!request) throw new Error('no request')
  expect(request.headers.map(([, value]) => value).join('\n')).not.toContain(CLIENTS)
  expect(verifySignature(request, (keyId) => (keyId === ID ? SECRET : undefined))).toEqual({
    keyId: ID,
    region: 'eu-central-1',
    service: 'bedrock',
    token,
  })
}

describe('Bedrock', () => {
  const imds = { AWS_EC2_METADATA_SERVICE_ENDPOINT: instance.url }
  test.each<[string, ConfigTable, Record<string, string>]>([
    [
      'static',
      { access_key_id: ID, secret_access_key: 'env:THE_SECRET', session_token: 'env:THE_TOKEN' },
      { THE_SECRET: SECRET, THE_TOKEN: TOKEN },
    ],
    ['environment', {}, { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: TOKEN }],
    ['file', { credentials_file: credentialsFile, profile: 'bedrock' }, {}],
    ['file', {}, { AWS_SHARED_CREDENTIALS_FILE: credentialsFile, AWS_PROFILE: 'bedrock' }],
    [
      'container',
      {},
      {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/role`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: folder.write('token', 'a-container-token\n'),
      },
    ],
    // An egress proxy that is away shows that the metadata service is asked directly.
    ['instance', {}, { ...imds, HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1' }],
  ])('is signed for, with %s credentials (%#)', async (credentials, aws, env) => {
    await using proxy = await start(bedrock({ credentials, ...aws }), env)
    expect((await converse(proxy)).status).toBe(200)
    verified()
    expect(upstream.requests[0]?.json()).toEqual(CONVERSE)
    expectNoSecret(await outputOf(proxy))
  })

  test('credentials are asked for once for many requests, and again near their end', async () => {
    let endsIn = 3_600_000
    answers.aws = () => awsAnswer(ID, SECRET, TOKEN, endsIn)
    await using proxy = await start(bedrock({ credentials: 'instance' }), imds)
    await Promise.all(Array.from({ length: 20 }, () => converse(proxy)))
    expect(upstream.requests.length).toBe(20)
    expect(instance.requests.length).toBe(3)
    instance.clear()
    endsIn = 60_000
    await using late = await start(bedrock({ credentials: 'instance' }), imds)
    await converse(late)
    // Used, as a minute is left; and renewed beside it.
    await converse(late)
    await instance.received(6)
  })

  test.each<[string, ConfigTable, Record<string, string>, string]>([
    [
      'instance',
      {},
      { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' },
      'instance_metadata_unreachable',
    ],
    ['environment', {}, {}, 'environment_incomplete'],
    ['file', { credentials_file: '/nowhere' }, {}, 'credentials_file_unreadable'],
    ['file', { credentials_file: credentialsFile, profile: 'none' }, {}, 'profile_not_in_credentials_file'],
    ['container', {}, {}, 'container_credentials_uri_not_set'],
    [
      'container',
      {},
      {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/role`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong',
      },
      'container_credentials_answered_401',
    ],
    [
      'container',
      {},
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://192.0.2.1/role' },
      'container_credentials_uri_refused',
    ],
  ])('without %s credentials nothing is sent (%#)', async (credentials, aws, env, code) => {
    await using proxy = await start(bedrock({ credentials, ...aws }), env)
    const response = await converse(proxy)
    expect({ status: response.status, text: await response.text() }).toMatchObject({
      status: 502,
      text: expect.stringContaining(`Provider: bedrock (${code}).`),
    })
    expect(upstream.requests).toEqual([])
    expectNoSecret(await outputOf(proxy))
  })

  test('an answer that is broken is not quoted', async () => {
    answers.aws = () => ({
      AccessKeyId: ID,
      SecretAccessKey: SECRET,
      Token: 'two\nlines',
      Expiration: 'never',
    })
    await using proxy = await start(bedrock({ credentials: 'instance' }), imds)
    expect(await (await converse(proxy)).text()).toContain('instance_metadata_incomplete')
    expectNoSecret(await outputOf(proxy))
  })

  test('what a route changes is signed as it is sent, and a fallback follows where there are no credentials', async () => {
    const route = {
      name: 'bedrock',
      paths: ['/v1/proxy/bedrock/**'],
      targets: [{ provider: 'nowhere' }],
      fallbacks: [{ provider: 'bedrock' }],
      system: 'Be brief.',
      request_headers: { set: { 'x-amz-bedrock-trace': 'ENABLED' } },
    }
    const nowhere = { base_url: upstream.url, aws: { credentials: 'environment', region: 'eu-central-1' } }
    const providers = {
      ...bedrock({ credentials: 'static', access_key_id: ID, secret_access_key: 'env:THE_SECRET' }),
      nowhere,
    }
    await using proxy = await start(providers, { THE_SECRET: SECRET }, { routes: [route] })
    expect((await converse(proxy)).status).toBe(200)
    expect(upstream.requests.length).toBe(1)
    expect(upstream.requests[0]?.json()).toEqual({ ...CONVERSE, system: [{ text: 'Be brief.' }] })
    expect(upstream.requests[0]?.header('x-amz-bedrock-trace')).toBe('ENABLED')
    verified({ token: undefined })
    expectNoSecret(await outputOf(proxy))
  })
})

describe('Vertex AI', () => {
  test.each<[string, ConfigTable, Record<string, string>]>([
    ['the key of a service account', { key_file: keyFile }, {}],
    ['the metadata server', {}, { GCE_METADATA_HOST: new URL(metadata.url).host }],
  ])('gets a token of %s, once for many requests', async (_, google, env) => {
    await using proxy = await start(vertex(google), env)
    const responses = await Promise.all(Array.from({ length: 20 }, () => generate(proxy)))
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]))
    for (const request of upstream.requests) {
      expect(request.header('authorization')).toBe(`Bearer ${ACCESS}`)
      expect(request.headers.map(([, value]) => value).join()).not.toContain(CLIENTS)
    }
    expect(endpoint.requests.length + metadata.requests.length).toBe(1)
    expectNoSecret(await outputOf(proxy))
  })

  test('the token endpoint is reached through the egress proxy, the metadata server is not', async () => {
    const way = { egress: { proxy: egress.url, no_proxy: [] } }
    await using proxy = await start(vertex({ key_file: keyFile }), {}, way)
    expect((await generate(proxy)).status).toBe(200)
    expect(egress.requests.map(({ line }) => line)).toEqual([
      `POST ${endpoint.url}/token HTTP/1.1`,
      expect.stringContaining(`POST ${upstream.url}/v1/`),
    ])
    egress.clear()
    await using other = await start(vertex({}), { GCE_METADATA_HOST: new URL(metadata.url).host }, way)
    expect((await generate(other)).status).toBe(200)
    expect(egress.requests.length).toBe(1)
    expect(metadata.requests.length).toBe(1)
  })

  test('a key that the endpoint does not know is a 502, and nothing is sent', async () => {
    const { privateKey: other } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const file = folder.write(
      'other.json',
      JSON.stringify({
        type: 'service_account',
        client_email: EMAIL,
        private_key: other.export({ type: 'pkcs8', format: 'pem' }),
        private_key_id: 'key-1',
        token_uri: `${endpoint.url}/token`,
      }),
    )
    await using proxy = await start(vertex({ key_file: file }))
    const response = await generate(proxy)
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('(token_endpoint_answered_400)')
    expect(upstream.requests).toEqual([])
    expectNoSecret(await outputOf(proxy))
  })
})

test('a provider without credentials of ours is not signed for', async () => {
  await using proxy = await start({ openai: { base_url: `${upstream.url}/v1` } })
  await post(`${proxy.url}/v1/proxy/openai/chat/completions`, chat(freshPrompt()), {
    authorization: 'Bearer of-the-client',
  })
  expect(upstream.requests[0]?.header('authorization')).toBe('Bearer of-the-client')
  expect(upstream.requests[0]?.header('x-amz-date')).toBeUndefined()
})
