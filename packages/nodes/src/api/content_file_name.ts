/** The name of a file that an answer's `Content-Disposition` gives (RFC 6266), without any folder; undefined where it gives none. */
export function contentFileName(header: string | undefined): string | undefined {
  if (!header) return undefined
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1]
  const [, quoted, plain] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? []
  const name = decoded(extended) ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? plain
  return name?.split(/[/\\]/).at(-1)?.trim().slice(0, 255) || undefined
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return undefined
  }
}
