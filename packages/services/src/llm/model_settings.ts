import type { JsonValue } from '@llamanexus/workflow'
import type { ModelSettings } from './provider_config.ts'

/** Where settings are kept; the store's own shape. */
export interface SettingsKeeper {
  get(key: string): Promise<JsonValue | undefined>
  set(key: string, value: JsonValue): Promise<void>
}

export interface ModelSettingsRoom {
  read(): Promise<ModelSettings>
  /** One change after the other, each seeing the one before. */
  update(change: (settings: ModelSettings) => ModelSettings): Promise<ModelSettings>
}

const KEY = 'models'
/** A second process that shares the store sees a change this much later. */
const KEEP_MS = 2000

/** Providers, prices and the default model in the store, read again when they may have changed. */
export function createModelSettings(keeper: SettingsKeeper, now: () => number = Date.now): ModelSettingsRoom {
  let kept: { at: number; settings: Promise<ModelSettings> } | undefined
  let last: Promise<unknown> = Promise.resolve()

  function read(): Promise<ModelSettings> {
    if (!kept || now() - kept.at > KEEP_MS) kept = { at: now(), settings: load() }
    return kept.settings
  }

  const load = async (): Promise<ModelSettings> =>
    // Only `update` writes it, in this shape; what an older version left out is filled in.
    ({ providers: [], prices: [], ...((await keeper.get(KEY)) as Partial<ModelSettings> | undefined) })

  function update(change: (settings: ModelSettings) => ModelSettings): Promise<ModelSettings> {
    const changing = last.then(async () => {
      const settings = change(await load())
      await keeper.set(KEY, JSON.parse(JSON.stringify(settings)) as JsonValue)
      kept = { at: now(), settings: Promise.resolve(settings) }
      return settings
    })
    last = changing.catch(() => undefined)
    return changing
  }

  return { read, update }
}
