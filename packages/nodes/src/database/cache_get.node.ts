import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { cacheKey, Scope } from './cache_key.ts'
import { cacheOf, RedisConfig } from './cache_of.ts'

const Config = Type.Object({ scope: Scope, ...RedisConfig })

export default defineNode({
  type: 'cache_get',
  version: 1,
  category: 'database',
  name: 'Cache Get',
  icon: 'archive-restore',
  description: 'Get from cache',
  keywords: ['redis', 'memory', 'remember'],
  summary: '{key}',
  effect: 'idempotent',
  uses: ['cache', 'nosql', 'credentials'],
  credentials: ['database'],
  inputs: {
    key: port.string({
      required: true,
      description: 'What the value was kept under.',
      schema: { minLength: 1, maxLength: 512, examples: ['rates/{{ trigger.currency }}'] },
    }),
  },
  outputs: {
    value: port.any({ description: 'What was kept; null where nothing is.' }),
    hit: port.boolean({ description: 'Whether something was there.' }),
  },
  config: Config,
  docs: `Reads what **Cache Set** has kept.

**When to use it.** Before slow or costly work, such as a call to a model or another service: where **hit** is true, use
**value**; otherwise do the work and keep its result.

A value whose time is over is not there. The cache is part of the database of this server, so it survives a restart; with **Redis**
chosen it is there instead, shared with your other programs, each value as JSON. A
kept null is a hit.`,
  examples: [
    {
      title: 'Nothing yet',
      config: {},
      inputs: { key: 'rates/nowhere' },
      outputs: { value: null, hit: false },
    },
  ],
  async execute({ config, inputs, context }) {
    const cache = await cacheOf(config, context)
    return cache.get(cacheKey(inputs.key, config.scope, context.workflow_id))
  },
})
