import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EngineError } from '@llamanexus/engine'
import { StoreError } from '@llamanexus/store'
import { ApiProblem } from './api_problem.ts'
import { problemOf } from './problem_of.ts'

describe('problemOf', () => {
  it('says nothing of an error that nobody foresaw', () => {
    const problem = problemOf(new Error('SELECT failed in /home/ada/.llamanexus/store.db'))
    assert.equal(problem.status, 500)
    assert.doesNotMatch(JSON.stringify(problem), /home|SELECT/)
  })

  it('tells a full queue when to come back', () => {
    const problem = problemOf(new EngineError('queue_full', 'Full', { retry_after_ms: 1500 }))
    assert.equal(problem.status, 429)
    assert.equal(problem.options.headers?.['retry-after'], '2')
  })

  it('names the newest version to a stale save', () => {
    const problem = problemOf(new StoreError('stale', 'Stale', { current_version: 7 }))
    assert.equal(problem.status, 412)
    assert.equal(JSON.parse(JSON.stringify(problem)).current_version, 7)
  })

  it('passes a problem on as it is', () => {
    const problem = new ApiProblem('not_found')
    assert.equal(problemOf(problem), problem)
  })
})
