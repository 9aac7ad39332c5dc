import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeCron } from './describe_cron.ts'

test('a cron expression in words', () => {
  const words: Record<string, string> = {
    '0 9 * * 1-5': 'At 9:00, Monday to Friday',
    '0 9 * * *': 'At 9:00',
    '30 9,17 * * MON,FRI': 'At 9:30 and 17:30, on Monday and Friday',
    '* * * * *': 'Every minute',
    '*/15 * * * *': 'Every 15 minutes',
    '0 * * * *': 'Every hour, on the hour',
    '0 */2 * * *': 'Every 2 hours',
    '15 * * * *': 'At minute 15',
    '*/10 9-17 * * *': 'Every 10 minutes, from 9:00 to 17:59',
    '0 9-17 * * *': 'Every hour from 9:00 to 17:00',
    '* * * * * *': 'Every second',
    '*/10 * * * * *': 'Every 10 seconds',
    '30 0 9 * * *': 'At 9:00:30',
    '0 0 1 * *': 'At 0:00, on day 1 of the month',
    '0 8 L * *': 'At 8:00, on the last day of the month',
    '0 8 * * 1#2': 'At 8:00, on the second Monday of the month',
    '0 8 * * 5L': 'At 8:00, on the last Friday of the month',
    '0 8 * * FRIL': 'At 8:00, on the last Friday of the month',
    '5/15 * * * *': 'Every 15 minutes from minute 5 on',
    '0 12 1 * +MON': 'At 12:00, on day 1 of the month where that is on Monday',
    '0 12 1 * MON': 'At 12:00, on day 1 of the month and on Monday',
    '0 0 29 2 *': 'At 0:00, on day 29 of the month, in February',
    '0 0 1 */3 *': 'At 0:00, on day 1 of the month, every 3 months',
    '@hourly': 'Every hour, on the hour',
  }
  for (const [cron, text] of Object.entries(words)) assert.equal(describeCron(cron), text, cron)
})
