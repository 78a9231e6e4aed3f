/** URLs that requests share: their parts are read once, as the runtime makes a new string each time that it is asked. */

const PARTS = ['origin', 'protocol', 'host', 'hostname', 'port', 'pathname', 'search'] as const

/** @returns the same URL, which nobody can change any more: to set a part throws */
export function shared(url: URL): URL {
  for (const part of PARTS) Object.defineProperty(url, part, { value: url[part] })
  return url
}
