/** `12 ms`, `3.4 s`, `2 min 5 s`, `1 h 4 min`. */
export const formatDuration = (ms: number): string => {
  if (ms < 1) return '<1 ms'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** `just now`, `5 minutes ago`, `yesterday`. */
export const formatAgo = (iso: string, now: number = Date.now()): string => {
  const seconds = Math.round((Date.parse(iso) - now) / 1000)
  if (Math.abs(seconds) < 45) return 'just now'
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length * 0.75) ?? ['minute', 60]
  return relative.format(Math.round(seconds / size), unit)
}

/** Day and time in the reader's own language and zone. */
export const formatTime = (iso: string): string => dateTime.format(new Date(iso))

/** The day alone. */
export const formatDay = (iso: string): string => day.format(new Date(iso))

export const formatClock = (iso: string): string => clock.format(new Date(iso))

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`

/** `812 B`, `3.4 kB`, `12 MB`. */
export const formatBytes = (bytes: number): string => {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1000 ** power
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${['B', 'kB', 'MB', 'GB'][power]}`
}

/** US dollars, with as many digits as say something: `$1.20`, `$0.0031`. */
export const formatDollars = (value: number): string => {
  if (value === 0) return '$0'
  if (value >= 1) return `$${value.toFixed(2)}`
  return value < 0.000001
    ? '<$0.000001'
    : `$${Number(value.toPrecision(2)).toFixed(Math.max(2, 1 - Math.floor(Math.log10(value))))}`
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
