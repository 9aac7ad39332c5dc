import assert from 'node:assert/strict'
import { it } from 'node:test'
import { durationHistogram } from './duration_histogram.ts'
import { metricsText } from './metrics_text.ts'

it('tells durations as Prometheus reads them', () => {
  const histogram = durationHistogram({ outcome: 'completed' })
  for (const seconds of [0.001, 0.25, 500]) histogram.observe(seconds)
  const text = metricsText([
    { name: 'd', help: 'Durations', type: 'histogram', samples: histogram.samples() },
  ])
  assert.match(text, /^# HELP d Durations\n# TYPE d histogram\n/)
  const value = (le: string) =>
    new RegExp(`d_bucket\\{outcome="completed",le="${le}"\\} (\\d+)`).exec(text)?.[1]
  assert.deepEqual(
    [value('0\\.0001'), value('0\\.001'), value('0\\.5'), value('120'), value('\\+Inf')],
    ['0', '1', '2', '2', '3'],
  )
  assert.match(text, /d_sum\{outcome="completed"\} 500\.251\nd_count\{outcome="completed"\} 3\n$/)
})
