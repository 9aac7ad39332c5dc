import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'

const Config = Type.Object({
  cron: Type.String({
    title: 'When',
    description:
      'Minute, hour, day of the month, month, day of the week; six fields begin with seconds. Several expressions are parted by `;`.',
    default: '0 9 * * *',
    minLength: 1,
    maxLength: 500,
    examples: ['0 9 * * 1-5', '*/15 * * * *', '*/30 * * * * *'],
    'x-widget': 'cron',
    'x-expression': 'none',
  }),
  timezone: Type.Optional(
    Type.String({
      title: 'Time zone',
      description: "Of the times above; the server's own where none is named.",
      examples: ['Europe/Berlin', 'UTC'],
      'x-widget': 'timezone',
      'x-expression': 'none',
    }),
  ),
  missed: Type.Enum(['skip', 'once', 'all'], {
    title: 'Runs that were missed',
    description:
      'While the server was down: `skip` leaves them out, `once` makes one run for all of them, `all` makes up for each, up to 100.',
    default: 'skip',
    'x-expression': 'none',
  }),
})

export default defineNode({
  type: 'schedule',
  version: 1,
  category: 'triggers',
  name: 'Schedule',
  icon: 'calendar-clock',
  description: 'Cron-based scheduler',
  keywords: ['cron', 'timer', 'interval', 'every day', 'clock'],
  summary: '{cron}',
  role: 'trigger',
  effect: 'pure',
  inputs: {},
  outputs: {
    timestamp: port.string({
      description: 'When the run was started, as ISO 8601 in UTC.',
      schema: { format: 'date-time' },
    }),
    scheduled_at: port.string({
      description: 'The time that the schedule meant, which a late run is for.',
      schema: { format: 'date-time' },
    }),
    timezone: port.string({ description: 'Of the schedule.' }),
    missed: port.number({ description: 'How many times before this one had no run of their own.' }),
  },
  config: Config,
  docs: `Starts the workflow at set times.

**When to use it.** For a report every morning, a check every five minutes, a clean-up on the first of the month.

| expression | means |
|---|---|
| \`0 9 * * 1-5\` | at 9:00 from Monday to Friday |
| \`*/15 * * * *\` | every 15 minutes |
| \`*/10 * * * * *\` | every 10 seconds |
| \`0 0 1 * *\` | at midnight on the first of the month |
| \`0 8 L * *\` | at 8:00 on the last day of the month |
| \`0 9 * * 1; 0 12 * * 6\` | Mondays at 9:00 and Saturdays at 12:00 |

It runs while the workflow is active. When the clocks change, a fixed time that comes twice counts once, and one that does
not come counts when the clocks have jumped; what repeats, such as \`*/15\`, goes on in real time.

A time counts as missed when the server could not start its run within ten seconds. Each time gives one run at most, also
when the server dies in the middle of it or its clock is set back.`,
  examples: [
    {
      title: 'Every weekday at nine',
      config: { cron: '0 9 * * 1-5', timezone: 'Europe/Berlin' },
      inputs: {},
      outputs: {
        timestamp: '2026-01-05T08:00:00.012Z',
        scheduled_at: '2026-01-05T08:00:00.000Z',
        timezone: 'Europe/Berlin',
        missed: 0,
      },
    },
  ],
  // A plain path is answered at once, and then the run goes on without waiting a turn.
  execute({ config, context }) {
    const now = new Date(context.now()).toISOString()
    const standard = { timestamp: now, scheduled_at: now, timezone: config.timezone ?? 'UTC', missed: 0 }
    const trigger = context.evaluate('trigger')
    return trigger instanceof Promise
      ? trigger.then((data) => outputsOf(data, standard))
      : outputsOf(trigger, standard)
  },
})

interface Tick {
  timestamp: string
  scheduled_at: string
  timezone: string
  missed: number
}

/** A run by hand may carry anything: what is no part of a tick is as if it came now. */
function outputsOf(trigger: JsonValue, standard: Tick): Tick {
  const given = typeof trigger === 'object' && trigger !== null && !Array.isArray(trigger) ? trigger : {}
  const { timestamp, scheduled_at, timezone, missed } = given
  const at = isText(timestamp) ? timestamp : standard.timestamp
  return {
    timestamp: at,
    scheduled_at: isText(scheduled_at) ? scheduled_at : at,
    timezone: isText(timezone) ? timezone : standard.timezone,
    missed: typeof missed === 'number' ? missed : standard.missed,
  }
}

const isText = (value: JsonValue | undefined): value is string => typeof value === 'string' && value !== ''
