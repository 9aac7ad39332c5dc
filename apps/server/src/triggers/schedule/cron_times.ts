import { Cron } from 'croner'
import { TriggerProblem } from '../trigger_problem.ts'

/** When a schedule comes. Times are milliseconds since the epoch, on whole seconds. */
export interface CronTimes {
  /** The expressions, as they were read. */
  readonly expressions: readonly string[]
  readonly timezone: string
  /** The first time after this one; undefined where there is none. */
  after(time: number): number | undefined
  /** The last times, at most that many, up to this one and with it, oldest first. */
  until(time: number, count: number): number[]
}

/**
 * Reads one or several cron expressions of five fields, or six with seconds first, parted by new lines or `;`, or a
 * nickname such as `@daily`. Throws `TriggerProblem`: `cron_invalid`, `cron_never`, `timezone_unknown`.
 *
 * When the clocks change, a fixed time (`30 2 * * *`) that comes twice counts once, the first time, and one that does not
 * come counts at the end of the gap; what repeats (every 30 minutes) goes on in real time.
 */
export function cronTimes(text: string, timezone: string = serverTimezone()): CronTimes {
  assertTimezone(timezone)
  const expressions = text
    .split(/[\n;]/)
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '')
  if (expressions.length === 0) throw cronInvalid('There is no cron expression')
  if (expressions.length > 20) throw cronInvalid('There are more than 20 cron expressions')
  const crons = expressions.map((expression) => readCron(expression, timezone))
  const never = expressions.find((_, index) => !crons[index]?.nextRun(new Date()))
  if (never !== undefined)
    throw new TriggerProblem({
      code: 'cron_never',
      message: `"${never}" never comes`,
      hint: 'Look at the day and the month: there is no 31st of February.',
      field: 'cron',
    })
  return {
    expressions,
    timezone,
    after(time) {
      // The library works on whole seconds: the end of the second before is as good as any moment in it.
      const from = new Date(Math.floor(time / 1000) * 1000)
      const next = crons.flatMap((cron) => cron.nextRun(from)?.getTime() ?? [])
      return next.length === 0 ? undefined : Math.min(...next)
    },
    until(time, count) {
      const before = new Date(Math.floor(time / 1000) * 1000 + 1000)
      const found = new Set(
        crons.flatMap((cron) => cron.previousRuns(count, before).map((run) => run.getTime())),
      )
      return [...found].toSorted((a, b) => a - b).slice(-count)
    },
  }
}

export const serverTimezone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

function readCron(expression: string, timezone: string): Cron {
  const fields = expression.split(' ').length
  if (expression.startsWith('@')) {
    if (!nicknames.has(expression.toLowerCase()))
      throw cronInvalid(`There is no "${expression}", only ${[...nicknames].join(', ')}`)
  } else if (fields !== 5 && fields !== 6)
    throw cronInvalid(
      `"${expression}" has ${fields} field${fields === 1 ? '' : 's'}; it needs 5, or 6 with seconds first`,
    )
  try {
    return new Cron(expression, {
      timezone,
      paused: true,
      mode: '5-or-6-parts',
      fixedTimeRule: 'no-wildcard',
      // `5/15`, from the fifth on: other systems write schedules so, and people bring them along.
      sloppyRanges: true,
    })
  } catch (error) {
    throw cronInvalid(`"${expression}": ${reasonOf(error)}`)
  }
}

/** Without what the library says of itself. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/^Cron\w+: /, '')
    .replace(/^configuration entry/, 'field')
    .replace(
      /^From value is larger than to value: '(.*)'$/,
      'the range $1 ends before it begins: part it in two, as in 22-23,0-2',
    )

const nicknames = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'])

function assertTimezone(timezone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    throw new TriggerProblem({
      code: 'timezone_unknown',
      message: `There is no time zone "${timezone}"`,
      hint: 'Name one as `Europe/Berlin` or `UTC`.',
      field: 'timezone',
    })
  }
}

const cronInvalid = (message: string): TriggerProblem =>
  new TriggerProblem({
    code: 'cron_invalid',
    message,
    hint: 'Five fields: minute, hour, day of the month, month, day of the week. Every weekday at nine is `0 9 * * 1-5`.',
    field: 'cron',
  })
