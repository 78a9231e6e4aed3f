/** Signatures: AWS's published examples for the verifier, and the verifier for ours. */

import { describe, expect, test } from 'bun:test'
import { awsAuthorize, regionOf } from '../../../src/egress/aws/sign.ts'
import { type SignedRequest, verifySignature } from '../../support/sigv4.ts'

const ID = 'AKIDEXAMPLE'
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const secretOf = (keyId: string) => (keyId === ID ? SECRET : undefined)
const DATE: readonly [string, string] = ['x-amz-date', '20150830T123600Z']

const example = (
  method: string,
  target: string,
  scope: string,
  host: string,
  names: string,
  signature: string,
  type?: string,
): SignedRequest => ({
  method,
  target,
  headers: [
    ['host', host],
    DATE,
    ...(type === undefined ? [] : [['content-type', type] as const]),
    [
      'authorization',
      `AWS4-HMAC-SHA256 Credential=${ID}/20150830/${scope}/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    ],
  ],
  body: new Uint8Array(),
})
const suite = (method: string, target: string, signature: string) =>
  example(method, target, 'us-east-1/service', 'example.amazonaws.com', 'host;x-amz-date', signature)

describe('the published examples are valid', () => {
  // The test suite of Signature Version 4, and the example of the General Reference.
  test.each([
    ['get-vanilla', suite('GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31')],
    ['post-vanilla', suite('POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b')],
    [
      'get-vanilla-query-order-key-case',
      suite(
        'GET',
        '/?Param2=value2&Param1=value1',
        'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
      ),
    ],
    [
      'IAM ListUsers',
      example(
        'GET',
        '/?Action=ListUsers&Version=2010-05-08',
        'us-east-1/iam',
        'iam.amazonaws.com',
        'content-type;host;x-amz-date',
        '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
        'application/x-www-form-urlencoded; charset=utf-8',
      ),
    ],
  ])('%s', (_, request) => {
    expect(verifySignature(request, secretOf)).toMatchObject({ keyId: ID })
  })

  test('and changed ones are not', () => {
    const signature = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'
    expect(verifySignature(suite('POST', '/', signature), secretOf)).toBe('another signature')
    expect(verifySignature(suite('GET', '/x', signature), secretOf)).toBe('another signature')
  })
})

const encoder = new TextEncoder()
const sign = async (url: string, body?: string, headers: Record<string, string> = {}, token?: string) => {
  const sent = new Headers(headers)
  const bytes = body === undefined ? undefined : encoder.encode(body)
  const authorize = awsAuthorize({
    credentials: async () => ({ accessKeyId: ID, secretAccessKey: SECRET, sessionToken: token }),
    region: 'eu-central-1',
    service: 'bedrock',
    now: () => new Date('2026-03-01T23:59:59.999Z'),
  })
  const parsed = new URL(url)
  await authorize({ method: body === undefined ? 'GET' : 'POST', url: parsed, headers: sent, body: bytes })
  const request: SignedRequest = {
    method: body === undefined ? 'GET' : 'POST',
    target: parsed.pathname + parsed.search,
    headers: [['host', parsed.host], ...sent],
    body: bytes ?? new Uint8Array(),
  }
  return { request, sent }
}
const BASE = 'https://bedrock-runtime.eu-central-1.amazonaws.com'

describe('a signature of ours', () => {
  test.each([
    ['no body', `${BASE}/foundation-models`, undefined],
    ['a query', `${BASE}/foundation-models?byProvider=Meta&byOutputModality=TEXT&x=a%20b%2Fc`, undefined],
    ['a body', `${BASE}/model/anthropic.claude-v2/invoke`, '{"prompt":"Gänse"}'],
    ['a model with a version', `${BASE}/model/anthropic.claude-3-haiku-20240307-v1:0/converse`, '{}'],
    ['the same, encoded', `${BASE}/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse`, '{}'],
    [
      'an ARN',
      `${BASE}/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Ainference-profile%2Feu.x/invoke`,
      '{}',
    ],
    ['a port', 'https://127.0.0.1:8443/model/x/invoke', '{}'],
    ['a path with marks', `${BASE}/model/a!b'c(d)e*f/invoke`, '{}'],
    ['an empty body', `${BASE}/model/x/invoke`, ''],
  ])('is right for %s', async (_, url, body) => {
    const { request } = await sign(url, body)
    expect(verifySignature(request, secretOf)).toEqual({
      keyId: ID,
      region: 'eu-central-1',
      service: 'bedrock',
      token: undefined,
    })
  })

  test('covers the session token, and headers of AWS', async () => {
    const { request } = await sign(`${BASE}/x`, '{}', { 'x-amz-bedrock-trace': 'ENABLED' }, 'session')
    expect(verifySignature(request, secretOf)).toMatchObject({ token: 'session' })
    expect(request.headers.find(([name]) => name === 'authorization')?.[1]).toContain(
      'SignedHeaders=host;x-amz-bedrock-trace;x-amz-content-sha256;x-amz-date;x-amz-security-token,',
    )
  })

  test('replaces that of the client', async () => {
    const { request, sent } = await sign(`${BASE}/x`, '{}', {
      authorization: 'AWS4-HMAC-SHA256 Credential=client',
      'x-amz-date': '20200101T000000Z',
      'x-amz-security-token': 'of-the-client',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    })
    expect(verifySignature(request, secretOf)).toMatchObject({ token: undefined })
    expect(JSON.stringify([...sent])).not.toMatch(/client|UNSIGNED|20200101/)
  })

  test.each([
    ['body', ({ body }: SignedRequest) => ({ body: new Uint8Array([...body, 32]) }), 'another body'],
    ['path', () => ({ target: '/model/y/invoke' }), 'another signature'],
    ['method', () => ({ method: 'PUT' }), 'another signature'],
  ])('holds for no other %s', async (_, change, problem) => {
    const { request } = await sign(`${BASE}/model/x/invoke`, '{}')
    expect(verifySignature({ ...request, ...change(request) }, secretOf)).toBe(problem)
  })
})

test.each([
  ['bedrock-runtime.eu-central-1.amazonaws.com', 'eu-central-1'],
  ['bedrock-runtime-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['bedrock-agent-runtime.ap-southeast-2.amazonaws.com', 'ap-southeast-2'],
  ['bedrock-runtime.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['bedrock-runtime.us-east-1.api.aws', 'us-east-1'],
  ['vpce-0a1b-2c3d.bedrock-runtime.eu-west-3.vpce.amazonaws.com', 'eu-west-3'],
  ['bedrock.example.com', undefined],
  ['x.eu-central-1.amazonaws.com.example.com', undefined],
])('the region of %s is %s', (host, region) => {
  expect(regionOf(new URL(`https://${host}/`))).toBe(region)
})
