/** The names of columns, each its own: what has none is numbered, and a second one of a name too. */
export function columnNames(header: readonly string[], width: number): string[] {
  const names: string[] = []
  const taken = new Set<string>()
  for (let at = 0; at < Math.max(width, header.length); at += 1) {
    const wanted = header[at]?.trim() || `column_${at + 1}`
    let name = wanted
    for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`
    taken.add(name)
    names.push(name)
  }
  return names
}
