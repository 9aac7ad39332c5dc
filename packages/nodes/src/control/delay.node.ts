import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  until: Type.Optional(
    Type.String({
      title: 'Until',
      description: 'A point in time (ISO 8601), used when no duration is given.',
      examples: ['2030-01-01T09:00:00Z', '{{ trigger.due }}'],
    }),
  ),
})

/** The last moment that a date can hold. */
const MAX_TIME = 8.64e15

export default defineNode({
  type: 'delay',
  version: 1,
  category: 'control',
  name: 'Delay',
  icon: 'timer',
  description: 'Wait for duration',
  keywords: ['wait', 'sleep', 'pause', 'timer'],
  summary: 'Wait {ms} {until}',
  effect: 'pure',
  inputs: {
    ms: port.number({
      description: 'Milliseconds to wait.',
      schema: { minimum: 0, 'x-widget': 'duration', examples: [5000] },
    }),
    input: port.any({ description: 'Passed on when the time is over.' }),
  },
  outputs: {
    elapsed: port.number({ description: 'Milliseconds that really went by.' }),
    output: port.any({ description: 'The input.' }),
  },
  config: Config,
  docs: `Waits for a duration, or until a point in time.

**When to use it.** To be polite to a slow service, to remind somebody tomorrow, to wait until the month is over.

The wait is written down: a restart neither loses nor repeats it, and a run that waits for a month costs no memory. A
time that has passed does not wait at all. \`5000\` is five seconds.`,
  examples: [
    {
      title: 'Tea after two seconds',
      config: {},
      inputs: { ms: 2000, input: 'tea' },
      outputs: { output: 'tea' },
    },
  ],
  execute({ config, inputs, context }) {
    const { input: output } = inputs
    if (context.wake) return { elapsed: context.now() - context.wake.suspended_at, output }
    const until = endOf(inputs.ms, config.until, context.now())
    return until <= context.now() ? { elapsed: 0, output } : { suspend: 'timer', until }
  },
})

function endOf(ms: number | undefined, until: string | undefined, now: number): number {
  if (ms !== undefined) {
    if (now + ms <= MAX_TIME) return now + ms
    throw new NodeError('input_invalid', `"ms" is too long to wait: ${ms}`, { field: 'ms', retryable: false })
  }
  if (!until)
    throw new NodeError('input_invalid', '"ms" needs a number of milliseconds, or "until" a point in time', {
      field: 'ms',
      retryable: false,
    })
  const time = Date.parse(until)
  if (!Number.isNaN(time)) return time
  throw new NodeError('config_invalid', `"until" is not a point in time: ${until.slice(0, 60)}`, {
    field: 'until',
    hint: 'Write it like 2030-01-01T09:00:00Z.',
    retryable: false,
  })
}
