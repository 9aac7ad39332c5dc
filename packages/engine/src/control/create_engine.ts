import type { Engine, EngineOptions } from '../engine_types.ts'
import { createExpressionCache } from '../run/expression_cache.ts'
import type { RunDeps } from '../run/run_work.ts'
import { createAdmission } from './admission.ts'
import { createAlone } from './alone.ts'
import { createControls } from './controls.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { noRedaction, noSecrets } from './no_secrets.ts'
import { createPlaces, type Places } from './places.ts'
import { createPlanCache } from './plan_cache.ts'
import { createRestingRuns } from './resting_runs.ts'
import { createUnloadedRuns } from './unloaded_runs.ts'
import { createWaiters } from './waiters.ts'
import { createWaking } from './waking.ts'

/** Runs workflows durably. Everything it needs arrives as an argument; it keeps no state but in the journal and here. */
export function createEngine(options: EngineOptions): Engine {
  const { journal, clock, observer } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const deps: RunDeps = {
    ...options,
    limits,
    random: options.random ?? Math.random,
    secrets: options.secrets ?? noSecrets,
    redaction: options.redaction ?? noRedaction,
    readExpression: createExpressionCache(),
  }
  const planOf = createPlanCache(options.nodes)
  const resting = createRestingRuns(clock)
  const waiters = createWaiters(journal, (id) => places.get(id) !== undefined)
  const unloaded = createUnloadedRuns({ journal, clock, observer, waiters, resting })
  const onParked = () => void waking.schedule()
  const alone = createAlone()
  const places: Places = createPlaces({ deps, planOf, waiters, resting, unloaded, alone, onParked })
  const waking = createWaking({ journal, clock, places, unloaded })
  const admission = createAdmission({
    journal,
    clock,
    observer,
    limits,
    planOf,
    places,
    waiters,
    redaction: deps.redaction,
  })
  return {
    start: admission.start,
    finished: waiters.finished,
    ...createControls({ journal, clock, places, unloaded, alone }),
    recover: waking.recover,
    stats: places.stats,
    async close({ drain_ms = 10_000 } = {}) {
      admission.close()
      waking.stop()
      await places.close()
      await Promise.all(places.all().map((run) => run.leave(drain_ms)))
      await journal.commit()
    },
  }
}
