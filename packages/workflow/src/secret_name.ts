/** The name in `secrets.name`, `secrets["name"]` or `secrets['name']`; undefined for an expression that is more than that. */
export function secretName(source: string): string | undefined {
  const found = /^\s*secrets\s*(?:\.\s*([A-Za-z_$][\w$]*)|\[\s*(?:"([^"\\]+)"|'([^'\\]+)')\s*\])\s*$/.exec(
    source,
  )
  return found?.[1] ?? found?.[2] ?? found?.[3]
}
