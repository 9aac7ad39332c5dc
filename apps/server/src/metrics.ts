import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { LogEntry } from '@llamanexus/engine'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { App } from './app.ts'

export interface Metrics {
  /** In the Prometheus text format. */
  text(): Promise<string>
  stop(): void
}

/** Counts what has been committed, and reads gauges when it is asked. */
export function createMetrics({ engine, hub }: Pick<App, 'engine' | 'hub'>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const runs = new Counter({
    name: 'llamanexus_runs_ended_total',
    help: 'Runs that have ended, by status',
    labelNames: ['status'],
    registers,
  })
  const nodes = new Histogram({
    name: 'llamanexus_node_duration_seconds',
    help: 'Time a node took, by outcome',
    labelNames: ['outcome'],
    buckets: [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120],
    registers,
  })
  const completed = nodes.labels('completed')
  const failed = nodes.labels('failed')
  registry.registerMetric(engineGauge(engine))
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  registry.registerMetric(delayGauge(delay))
  registry.registerMetric(memoryGauge())

  const stopWatching = hub.watchAll((entries) => {
    for (const entry of entries) {
      if (isNodeEnd(entry))
        (entry.type === 'node_completed' ? completed : failed).observe(entry.data.duration_ms / 1000)
      else if (entry.type in endings) runs.inc({ status: endings[entry.type] })
    }
  })

  return {
    text: () => registry.metrics(),
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

const engineGauge = (engine: App['engine']) =>
  new Gauge({
    name: 'llamanexus_runs',
    help: 'Runs in the engine now, by state',
    labelNames: ['state'],
    registers: [],
    collect() {
      for (const [state, count] of Object.entries(engine.stats())) this.set({ state }, count)
    },
  })

const delayGauge = (delay: ReturnType<typeof monitorEventLoopDelay>) =>
  new Gauge({
    name: 'llamanexus_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last time it was asked for',
    labelNames: ['quantile'],
    registers: [],
    collect() {
      this.set({ quantile: '0.5' }, delay.percentile(50) / 1e9)
      this.set({ quantile: '0.99' }, delay.percentile(99) / 1e9)
      this.set({ quantile: '1' }, delay.max / 1e9)
      delay.reset()
    },
  })

const memoryGauge = () =>
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process',
    registers: [],
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
