/** Credentials that clouds give: one kind for each provider, complete, and over HTTPS. */

import { CredentialsError } from '../../egress/authorize.ts'
import { regionOf } from '../../egress/aws/sign.ts'
import { readServiceAccount } from '../../egress/google/service-account.ts'
import { isLoopbackHost } from '../address.ts'
import type { Path } from '../problem.ts'
import type { Report, Rule } from '../rules.ts'
import type { Config } from '../schema.ts'
import type { AwsConfig } from '../schema-cloud.ts'

export const cloudRules: readonly Rule[] = [{ check: checkClouds }]

const STATIC_KEYS = ['access_key_id', 'secret_access_key', 'session_token'] as const
const FILE_KEYS = ['credentials_file', 'profile'] as const

function checkClouds({ providers }: Config, report: Report): void {
  for (const [name, { base_url, api_key, aws, google }] of Object.entries(providers)) {
    const path = ['providers', name]
    const url = URL.parse(base_url ?? '')
    const [first, second] = Object.entries({ api_key, aws, google }).flatMap(([key, value]) =>
      value ? [key] : [],
    )
    if (second !== undefined) {
      report.error([...path, second], `is a second kind of credentials beside ${first}: one of them goes`)
    }
    if (aws) checkAws(aws, url, [...path, 'aws'], report)
    if (google?.key_file !== undefined) checkKeyFile(google.key_file, [...path, 'google', 'key_file'], report)
    if (google && url?.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
      report.error(
        [...path, 'google'],
        'its tokens would travel in plain HTTP: base_url must begin with https://',
      )
    }
  }
}

function checkAws(aws: AwsConfig, url: URL | null, path: Path, report: Report): void {
  if (url && aws.region === undefined && regionOf(url) === undefined) {
    report.error(path, 'needs region, as base_url does not name one')
  }
  if (aws.credentials === 'static' && !(aws.access_key_id && aws.secret_access_key)) {
    report.error([...path, 'credentials'], '"static" needs access_key_id and secret_access_key')
  }
  const check = (keys: readonly (keyof AwsConfig)[], kind: AwsConfig['credentials']) => {
    if (aws.credentials === kind) return
    for (const key of keys) {
      if (aws[key] !== undefined) report.error([...path, key], `is of use with credentials = "${kind}" alone`)
    }
  }
  check(STATIC_KEYS, 'static')
  check(FILE_KEYS, 'file')
}

const KEY_FILE: Readonly<Record<string, string>> = {
  key_file_unreadable: 'cannot be read',
  key_file_not_json: 'holds no JSON',
  key_file_no_service_account:
    'is no key of a service account, as "gcloud iam service-accounts keys create" makes it',
  key_file_token_uri: 'has a token_uri that is not https:',
}

function checkKeyFile(file: string, path: Path, report: Report): void {
  try {
    readServiceAccount(file)
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error
    report.error(path, `${JSON.stringify(file)} ${KEY_FILE[error.code] ?? error.code}`)
  }
}
