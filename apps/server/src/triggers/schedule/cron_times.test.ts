import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { TriggerProblem } from '../trigger_problem.ts'
import { cronTimes } from './cron_times.ts'

const utc = (text: string) => Date.parse(`${text}Z`)
const iso = (time: number) => new Date(time).toISOString().slice(0, 19)

/** The next times after one, as ISO without the zone. */
const next = (cron: string, timezone: string, from: string, count: number): string[] => {
  const times = cronTimes(cron, timezone)
  const found: string[] = []
  for (
    let time = times.after(utc(from));
    time !== undefined && found.length < count;
    time = times.after(time)
  )
    found.push(iso(time))
  return found
}

describe('times of a cron expression', () => {
  test('steps from a minute on, as other systems write them', () => {
    assert.deepEqual(next('5/20 3 * * *', 'UTC', '2026-01-01T00:00:00', 4), [
      '2026-01-01T03:05:00',
      '2026-01-01T03:25:00',
      '2026-01-01T03:45:00',
      '2026-01-02T03:05:00',
    ])
  })

  test('a range over midnight is told with what to write', () => {
    assert.throws(() => cronTimes('0 22-2 * * *', 'UTC'), /22-2 ends before it begins: .*22-23,0-2/)
  })

  test('with and without seconds, several of them, nicknames', () => {
    assert.deepEqual(next('*/20 * * * * *', 'UTC', '2026-01-01T00:00:00', 3), [
      '2026-01-01T00:00:20',
      '2026-01-01T00:00:40',
      '2026-01-01T00:01:00',
    ])
    assert.deepEqual(next('0 9 * * MON-FRI; 0 12 * * SAT\n@monthly', 'UTC', '2026-01-30T10:00:00', 4), [
      '2026-01-31T12:00:00',
      '2026-02-01T00:00:00',
      '2026-02-02T09:00:00',
      '2026-02-03T09:00:00',
    ])
    assert.deepEqual(next('0 0 L * *', 'UTC', '2028-02-01T00:00:00', 1), ['2028-02-29T00:00:00'])
  })

  test('a fixed time that does not come in spring counts at the end of the gap', () => {
    assert.deepEqual(next('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00', 3), [
      '2026-03-28T01:30:00',
      '2026-03-29T01:00:00',
      '2026-03-30T00:30:00',
    ])
    assert.deepEqual(next('30 2 * * *', 'America/New_York', '2026-03-08T00:00:00', 2), [
      '2026-03-08T07:00:00',
      '2026-03-09T06:30:00',
    ])
    // There the day begins at one o'clock.
    assert.deepEqual(next('0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00:00', 2), [
      '2018-11-04T03:00:00',
      '2018-11-05T02:00:00',
    ])
  })

  test('a fixed time that comes twice in autumn counts once', () => {
    assert.deepEqual(next('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00', 2), [
      '2026-10-25T00:30:00',
      '2026-10-26T01:30:00',
    ])
    assert.deepEqual(next('30 1,2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00', 3), [
      '2026-10-24T23:30:00',
      '2026-10-25T00:30:00',
      '2026-10-26T00:30:00',
    ])
    // Half an hour is turned back there.
    assert.deepEqual(next('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00', 2), [
      '2026-04-04T14:45:00',
      '2026-04-05T15:15:00',
    ])
  })

  test('what repeats goes on in real time over both', () => {
    for (const from of ['2026-10-24T22:00:00', '2026-03-28T22:00:00']) {
      const found = next('*/30 * * * *', 'Europe/Berlin', from, 12).map((text) => utc(text))
      for (const [index, time] of found.entries())
        if (index > 0) assert.equal(time - (found[index - 1] ?? 0), 1_800_000)
    }
  })

  test('in a zone without such changes, the times are those whose local fields fit', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo', 'America/Phoenix', 'Asia/Kathmandu')
    const starts = fc.integer({ min: 0, max: 3_000_000 }).map((s) => utc('2026-02-20T00:00:00') + s * 1000)
    fc.assert(
      fc.property(field(59), field(23), field(6), zones, starts, (minute, hour, weekday, zone, from) =>
        assertAsNaive({ minute, hour, weekday, zone }, from),
      ),
      { numRuns: 40 },
    )
  })

  test('where clocks change, so are those of what repeats', () => {
    const changes = fc.constantFrom(
      ['Europe/Berlin', '2026-03-28T12:00:00'],
      ['Europe/Berlin', '2026-10-24T12:00:00'],
      ['America/New_York', '2026-03-07T12:00:00'],
      ['America/New_York', '2026-10-31T12:00:00'],
      ['Australia/Lord_Howe', '2026-04-04T00:00:00'],
      ['Australia/Lord_Howe', '2026-10-03T00:00:00'],
      ['Africa/Cairo', '2026-04-23T12:00:00'],
    )
    const steps = fc.integer({ min: 1, max: 59 }).map((step) => `*/${step}`)
    fc.assert(
      fc.property(
        fc.oneof(fc.constant('*'), steps),
        field(23),
        changes,
        (minute, hour, [zone = '', from = '']) =>
          assertAsNaive({ minute, hour, weekday: '*', zone }, utc(from)),
      ),
      { numRuns: 40 },
    )
  })

  test('what cannot be read is refused in words about it', () => {
    const problemOf = (cron: string, timezone = 'UTC') => {
      try {
        cronTimes(cron, timezone)
      } catch (error) {
        return error instanceof TriggerProblem ? error.info : error
      }
      return undefined
    }
    const codeOf = (cron: string) => (problemOf(cron) as { code: string }).code
    for (const cron of [
      '',
      '* * *',
      '61 * * * *',
      'a b c d e',
      '* * * * * * *',
      '@nope',
      '2030-01-01',
      '*/0 * * * *',
    ])
      assert.equal(codeOf(cron), 'cron_invalid', cron)
    assert.equal(codeOf('0 0 31 2 *'), 'cron_never')
    assert.deepEqual(problemOf('* * * * *', 'Mars/Base'), {
      code: 'timezone_unknown',
      message: 'There is no time zone "Mars/Base"',
      hint: 'Name one as `Europe/Berlin` or `UTC`.',
      field: 'timezone',
    })
  })
})

const field = (max: number) =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: 0, max }).map(String),
    fc.integer({ min: 1, max }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max }))
      .map((ends) => ends.toSorted((a, b) => a - b).join('-')),
    fc.uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 3 }).map((list) => list.join(',')),
  )

/** Two days of a schedule, forwards and looking back, against every minute of them. */
function assertAsNaive(fields: Fields, from: number): void {
  const times = cronTimes(`${fields.minute} ${fields.hour} * * ${fields.weekday}`, fields.zone)
  const end = from + 2 * 86_400_000
  const expected = naive(fields, from, 2 * 1440)
  const found: number[] = []
  for (let time = times.after(from); time !== undefined && time <= end; time = times.after(time))
    found.push(time)
  assert.deepEqual(found.map(iso), expected.map(iso))
  const before = times.until(end, 5).filter((time) => time > from)
  assert.deepEqual(before.map(iso), expected.slice(-5).map(iso))
}

interface Fields {
  minute: string
  hour: string
  weekday: string
  zone: string
}

/** Every minute after `from` whose local minute, hour and weekday fit. */
function naive({ minute, hour, weekday, zone }: Fields, from: number, minutes: number): number[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  })
  const first = Math.floor(from / 60_000) * 60_000 + 60_000
  return Array.from({ length: minutes }, (_, index) => first + index * 60_000).filter((time) => {
    if (time > from + minutes * 60_000) return false
    const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
    const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part.weekday ?? '')
    return fits(minute, Number(part.minute)) && fits(hour, Number(part.hour)) && fits(weekday, day)
  })
}

function fits(field: string, value: number): boolean {
  if (field === '*') return true
  if (field.startsWith('*/')) return value % Number(field.slice(2)) === 0
  if (field.includes('-')) {
    const [low = 0, high = 0] = field.split('-').map(Number)
    return low <= value && value <= high
  }
  return field.split(',').map(Number).includes(value)
}
