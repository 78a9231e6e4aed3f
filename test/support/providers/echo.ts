/** A provider of no vendor: says back what it received, so that a test can compare. */

import type { Vendor } from './vendor.ts'

/** Answers with the request's own body and Content-Type; method and target travel in headers. */
export const echo: Vendor = (request, _path, reply) =>
  reply.send(
    200,
    [
      ['Content-Type', request.header('content-type') ?? 'application/octet-stream'],
      ['X-Echo-Method', request.method],
      ['X-Echo-Target', request.target],
    ],
    request.method === 'HEAD' ? '' : request.body,
  )
