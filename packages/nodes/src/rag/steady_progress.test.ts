import assert from 'node:assert/strict'
import { test } from 'node:test'
import { steadyProgress } from './steady_progress.ts'

test('progress is told ten times a second at most, and at the end', () => {
  const time = { now: 0 }
  const told: number[] = []
  const progress = steadyProgress({ progress: (done) => void told.push(done) }, () => time.now)
  for (let at = 1; at <= 1000; at += 1) {
    progress(at / 1000)
    time.now += 1
  }
  assert.deepEqual(told, [0.001, 0.101, 0.201, 0.301, 0.401, 0.501, 0.601, 0.701, 0.801, 0.901, 1])
})
