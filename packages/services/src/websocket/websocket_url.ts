import { NodeError } from '@llamanexus/node-sdk'

/** Parses an absolute ws(s) URL; throws `url_invalid`. */
export function webSocketUrl(text: string): URL {
  const url = URL.parse(text.trim())
  if (url && /^wss?:$/.test(url.protocol)) {
    // Not part of what is asked for, and `ws` takes no address that has one.
    url.hash = ''
    return url
  }
  throw new NodeError(
    'url_invalid',
    url ? `The URL begins with "${url.protocol}"` : 'This is not the URL of a WebSocket',
    {
      hint: 'Write it whole, such as wss://example.com/stream.',
      field: 'url',
      retryable: false,
    },
  )
}

export const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'wss:' ? 443 : 80)
