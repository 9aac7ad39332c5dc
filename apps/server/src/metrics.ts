import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { LogEntry } from '@llamanexus/engine'
import type { App } from './app.ts'
import { durationHistogram } from './duration_histogram.ts'
import { type MetricSample, metricsText } from './metrics_text.ts'

export interface Metrics {
  /** In the Prometheus text format. */
  text(): string
  stop(): void
}

type Measured = Pick<App, 'engine' | 'hub' | 'dispatcher' | 'triggers'>

/** Counts what has been committed, and reads gauges when it is asked. */
export function createMetrics({ engine, hub, dispatcher, triggers }: Measured): Metrics {
  const ended = new Map<string, number>()
  const completed = durationHistogram({ outcome: 'completed' })
  const failed = durationHistogram({ outcome: 'failed' })
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()

  const stopWatching = hub.watchAll((entries) => {
    for (const entry of entries) {
      const status = endings[entry.type]
      if (isNodeEnd(entry))
        (entry.type === 'node_completed' ? completed : failed).observe(entry.data.duration_ms / 1000)
      else if (status) ended.set(status, (ended.get(status) ?? 0) + 1)
    }
  })

  return {
    text: () =>
      metricsText([
        {
          name: 'llamanexus_runs_ended_total',
          help: 'Runs that have ended, by status',
          type: 'counter',
          samples: [...ended].map(([status, value]) => ({ labels: { status }, value })),
        },
        {
          name: 'llamanexus_node_duration_seconds',
          help: 'Time a node took, by outcome',
          type: 'histogram',
          samples: [...completed.samples(), ...failed.samples()],
        },
        {
          name: 'llamanexus_runs',
          help: 'Runs in the engine now, by state',
          type: 'gauge',
          samples: Object.entries(engine.stats()).map(([state, value]) => ({ labels: { state }, value })),
        },
        {
          name: 'llamanexus_trigger_firings_total',
          help: 'Runs that triggers have asked for, by source',
          type: 'counter',
          samples: [...dispatcher.fired()].map(([source, value]) => ({ labels: { source }, value })),
        },
        {
          name: 'llamanexus_triggers',
          help: 'Triggers of active workflows now, by type and state',
          type: 'gauge',
          samples: triggers
            .counts()
            .map(({ type, state, count }) => ({ labels: { type, state }, value: count })),
        },
        {
          name: 'llamanexus_event_loop_delay_seconds',
          help: 'Delay of the event loop since the last time it was asked for',
          type: 'gauge',
          samples: delaySamples(delay),
        },
        {
          name: 'process_resident_memory_bytes',
          help: 'Resident memory of the process',
          type: 'gauge',
          samples: [{ value: process.memoryUsage.rss() }],
        },
      ]),
    stop() {
      stopWatching()
      delay.disable()
    },
  }
}

const isNodeEnd = (entry: LogEntry): entry is LogEntry<'node_completed' | 'node_failed'> =>
  entry.type === 'node_completed' || entry.type === 'node_failed'

const endings: Readonly<Record<string, string>> = {
  execution_completed: 'completed',
  execution_failed: 'failed',
  execution_cancelled: 'cancelled',
}

function delaySamples(delay: ReturnType<typeof monitorEventLoopDelay>): MetricSample[] {
  const of = (quantile: string, ns: number) => ({ labels: { quantile }, value: ns / 1e9 })
  const samples = [of('0.5', delay.percentile(50)), of('0.99', delay.percentile(99)), of('1', delay.max)]
  delay.reset()
  return samples
}
