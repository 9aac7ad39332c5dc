import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { cacheKey, Scope } from './cache_key.ts'
import { cacheOf, RedisConfig } from './cache_of.ts'

const Config = Type.Object({ scope: Scope, ...RedisConfig })

export default defineNode({
  type: 'cache_set',
  version: 1,
  category: 'database',
  name: 'Cache Set',
  icon: 'archive',
  description: 'Set in cache',
  keywords: ['redis', 'memory', 'remember'],
  summary: '{key}',
  effect: 'idempotent',
  uses: ['cache', 'nosql', 'credentials'],
  credentials: ['database'],
  inputs: {
    key: port.string({
      required: true,
      description: 'What to keep the value under; what was there is replaced.',
      schema: { minLength: 1, maxLength: 512, examples: ['rates/{{ trigger.currency }}'] },
    }),
    value: port.any({ required: true, description: 'Any data.' }),
    ttl: port.number({
      description: 'Seconds to keep it; for ever where there is none.',
      schema: { exclusiveMinimum: 0, maximum: 31_536_000_000, examples: [3600] },
    }),
  },
  outputs: { success: port.boolean({ description: 'True when the value is kept.' }) },
  config: Config,
  docs: `Keeps a value under a key, for a time or for ever.

**When to use it.** To use a result again in later runs: an answer of a model, an exchange rate, a token.

**ttl** is in seconds and counts from now. The cache is part of the database of this server and survives a restart; with **Redis**
chosen it is there instead, shared with your other programs, each value as JSON.`,
  examples: [
    {
      title: 'For an hour',
      config: {},
      inputs: { key: 'rates/EUR', value: { usd: 1.08 }, ttl: 3600 },
      outputs: { success: true },
    },
  ],
  async execute({ config, inputs, context }) {
    const { key, value, ttl } = inputs
    const ttlMs = ttl === undefined ? undefined : Math.max(1, Math.round(ttl * 1000))
    const cache = await cacheOf(config, context)
    await cache.set(cacheKey(key, config.scope, context.workflow_id), value, ttlMs)
    return { success: true }
  },
})
