/** The base itself, or with the first number that makes it unique: `merge`, `merge_2`. At most 64 characters. */
export function uniqueId(base: string, isTaken: (id: string) => boolean): string {
  const stem = base.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 56) || 'id'
  let id = stem
  for (let n = 2; isTaken(id); n++) id = `${stem}_${n}`
  return id
}
