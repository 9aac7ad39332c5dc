/** An id that is not taken: `set`, `set_2`, `set_3` …, so that expressions read well. */
export const freshId = (wanted: string, taken: (id: string) => boolean): string => {
  const base = wanted.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 56) || 'node'
  if (!taken(base)) return base
  let count = 2
  while (taken(`${base}_${count}`)) count += 1
  return `${base}_${count}`
}
