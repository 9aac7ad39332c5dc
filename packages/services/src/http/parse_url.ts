import { NodeError } from '@llamanexus/node-sdk'

/** Parses an absolute http(s) URL; throws `url_invalid`. The WHATWG parser turns odd forms of an IPv4 host into the plain one. */
export function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url)
    throw invalid(`"${shown(text)}" is not a URL`, 'Write it whole, such as https://example.com/path.')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(`The URL begins with "${url.protocol}"`, 'Only http: and https: are possible.')
  }
  return url
}

/** A URL for messages: without user, password and query, which may hold secrets. */
export function safeUrl(url: URL): string {
  return `${url.origin}${url.pathname}`
}

const invalid = (message: string, hint: string): NodeError =>
  new NodeError('url_invalid', message, { hint, field: 'url', retryable: false })

/** The start of something that may hold a password. */
const shown = (text: string): string =>
  text
    .replace(/\/\/[^/@]*@/, '//')
    .split('?')[0]
    ?.slice(0, 200) ?? ''
