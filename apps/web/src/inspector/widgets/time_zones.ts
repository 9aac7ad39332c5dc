/** IANA names of time zones, those that the browser lists and those that places go by today, in the order of the alphabet. */
export const timeZones = (): readonly string[] => {
  known ??= ['UTC', ...[...new Set([...listed(), ...renamed.filter(isTimeZone)])].toSorted()]
  return known
}

/** Whether there is a time zone of this name. */
export const isTimeZone = (timeZone: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Asked once: there are more than four hundred, and a form is drawn at each key. */
let known: readonly string[] | undefined

const listed = (): string[] => Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')

/** Browsers list these by an older name only, as `Asia/Calcutta`, and take both. */
const renamed = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Argentina/Catamarca',
  'America/Argentina/Cordoba',
  'America/Argentina/Jujuy',
  'America/Argentina/Mendoza',
  'America/Atikokan',
  'America/Indiana/Indianapolis',
  'America/Kentucky/Louisville',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Chuuk',
  'Pacific/Kanton',
  'Pacific/Pohnpei',
]
