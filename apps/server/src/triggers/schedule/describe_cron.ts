/**
 * A cron expression in words, such as `At 9:00, Monday to Friday`. Of an expression that was read without complaint;
 * what has no short wording is said field by field.
 */
export function describeCron(expression: string): string {
  const known = nicknames[expression.toLowerCase()]
  if (known !== undefined) return known
  const fields = expression.trim().split(/\s+/)
  const [second = '0', minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] =
    fields.length === 5 ? ['0', ...fields] : fields
  const parts = [timeOf(second, minute, hour), ...dayOf(day, weekday), ...monthOf(month)]
  const text = parts.filter((part) => part !== '').join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': 'At midnight on 1 January',
  '@annually': 'At midnight on 1 January',
  '@monthly': 'At midnight on the first of the month',
  '@weekly': 'At midnight on Sunday',
  '@daily': 'At midnight',
  '@midnight': 'At midnight',
  '@hourly': 'Every hour, on the hour',
}

const isNumber = (field: string): boolean => /^\d+$/.test(field)
const isAny = (field: string): boolean => field === '*' || field === '?'

function timeOf(second: string, minute: string, hour: string): string {
  const hours = hour.split(',')
  if (isNumber(second) && isNumber(minute) && hours.every(isNumber))
    return `at ${listed(hours.map((one) => clock(one, minute, second)))}`
  const parts = [
    second === '0' ? '' : every(second, 'second'),
    isAny(minute) && second !== '0' && isAny(second) ? '' : minuteOf(minute, hour, second),
    hourOf(hour, minute),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function minuteOf(minute: string, hour: string, second: string): string {
  if (isAny(minute)) return second === '0' ? 'every minute' : ''
  if (minute === '0' && (isAny(hour) || /^(\*\/|\d+-)/.test(hour))) return second === '0' ? '' : 'at minute 0'
  return every(minute, 'minute')
}

function hourOf(hour: string, minute: string): string {
  const isWholeHour = minute === '0'
  if (isAny(hour)) return isWholeHour ? 'every hour, on the hour' : ''
  const step = /^(?:\*|0-23)\/(\d+)$/.exec(hour)
  if (step) return Number(step[1]) === 1 ? 'every hour' : `every ${step[1]} hours`
  const range = /^(\d+)-(\d+)$/.exec(hour)
  if (range)
    return `${isWholeHour ? 'every hour ' : ''}from ${clock(range[1], '0')} to ${clock(range[2], isWholeHour ? '0' : '59')}`
  if (isNumber(hour)) return `from ${clock(hour, '0')} to ${clock(hour, '59')}`
  return every(hour, 'hour')
}

function every(field: string, unit: string): string {
  if (isAny(field)) return `every ${unit}`
  const step = /^(?:\*|0-59|0-23)\/(\d+)$/.exec(field)
  if (step) return Number(step[1]) === 1 ? `every ${unit}` : `every ${step[1]} ${unit}s`
  const stepped = /^(\d+)-(\d+)\/(\d+)$/.exec(field)
  if (stepped) return `every ${stepped[3]} ${unit}s from ${unit} ${stepped[1]} to ${stepped[2]}`
  const from = /^(\d+)\/(\d+)$/.exec(field)
  if (from) return `every ${from[2]} ${unit}s from ${unit} ${from[1]} on`
  const range = /^(\d+)-(\d+)$/.exec(field)
  if (range) return `every ${unit} from ${range[1]} to ${range[2]}`
  const list = field.split(',')
  return `at ${unit}${list.length > 1 ? 's' : ''} ${listed(list)}`
}

function dayOf(day: string, weekday: string): string[] {
  const days = isAny(day) ? '' : dayOfMonth(day)
  const isBoth = weekday.startsWith('+')
  const weekdays = isAny(weekday) ? '' : weekdayOf(isBoth ? weekday.slice(1) : weekday)
  if (days === '' || weekdays === '') return [days, weekdays]
  return [isBoth ? `${days} where that is ${weekdays}` : `${days} and ${weekdays}`]
}

function dayOfMonth(day: string): string {
  if (day.toUpperCase() === 'L') return 'on the last day of the month'
  const step = /^\*\/(\d+)$/.exec(day)
  if (step) return `every ${step[1]} days of the month`
  const range = /^(\d+)-(\d+)$/.exec(day)
  if (range) return `from day ${range[1]} to ${range[2]} of the month`
  const near = /^(\d+)W$/i.exec(day)
  if (near) return `on the weekday nearest to day ${near[1]} of the month`
  return `on day ${listed(day.split(','))} of the month`
}

function weekdayOf(weekday: string): string {
  const range = /^(\w+)-(\w+)$/.exec(weekday)
  if (range) return `${weekdayName(range[1])} to ${weekdayName(range[2])}`
  return `on ${listed(weekday.split(',').map(oneWeekday))}`
}

function oneWeekday(field: string): string {
  const nth = /^(\w+)#(\w+)$/.exec(field)
  if (nth) return `the ${ordinals[nth[2] ?? ''] ?? `${nth[2]}.`} ${weekdayName(nth[1])} of the month`
  const last = /^(\w+)L$/i.exec(field)
  if (last) return `the last ${weekdayName(last[1])} of the month`
  const range = /^(\w+)-(\w+)$/.exec(field)
  return range ? `${weekdayName(range[1])} to ${weekdayName(range[2])}` : weekdayName(field)
}

const ordinals: Readonly<Record<string, string>> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  5: 'fifth',
  L: 'last',
}

const monthOf = (month: string): string[] => {
  if (isAny(month)) return []
  const range = /^(\w+)-(\w+)$/.exec(month)
  if (range) return [`from ${monthName(range[1])} to ${monthName(range[2])}`]
  const step = /^\*\/(\d+)$/.exec(month)
  return [step ? `every ${step[1]} months` : `in ${listed(month.split(',').map(monthName))}`]
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const weekdayName = (field = ''): string =>
  (isNumber(field) ? weekdays[Number(field)] : named(weekdays, field)) ?? field
const monthName = (field = ''): string =>
  (isNumber(field) ? months[Number(field) - 1] : named(months, field)) ?? field

const named = (names: readonly string[], field: string): string | undefined =>
  names.find((name) => name.slice(0, 3).toUpperCase() === field.toUpperCase())

const clock = (hour = '0', minute = '0', second = '0'): string => {
  const two = (field: string) => field.padStart(2, '0')
  return `${Number(hour)}:${two(minute)}${second === '0' ? '' : `:${two(second)}`}`
}

const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
