/** Addresses of a list that is separated by commas or semicolons; a comma in a name between quotes separates nothing. */
export function addressesIn(list: string): string[] {
  const parts = list.match(/(?:"[^"]*"|[^,;"])+/g) ?? []
  return parts.map((part) => part.replace(/^[ \t]+|[ \t]+$/g, '')).filter((part) => part !== '')
}
