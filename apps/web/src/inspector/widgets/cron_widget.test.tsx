import { ApiError } from '@llamanexus/contract'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { CronWidget } from './cron_widget.tsx'
import { TimezoneWidget } from './timezone_widget.tsx'
import type { WidgetProps } from './widget_props.ts'

afterEach(cleanup)

const refused = (pointer: string, message: string) =>
  new ApiError({
    type: '',
    title: '',
    status: 422,
    code: 'query_invalid',
    errors: [{ pointer, code: 'invalid', message }],
  })

const show = async (timezone: string, error: ApiError) => {
  const { Stage } = editorStage({ workflow: {}, call: () => Promise.reject(error) })
  const common = { onChange: () => undefined, describedBy: '', isInvalid: false }
  const field = (title: string) => ({ title, schema: {} }) as unknown as WidgetProps['field']
  render(
    <>
      <label htmlFor="c">When</label>
      <CronWidget {...common} field={field('When')} value="0 9 * * *" id="c" siblings={{ timezone }} />
      <label htmlFor="z">Time zone</label>
      <TimezoneWidget {...common} field={field('Time zone')} value={timezone} id="z" />
    </>,
    { wrapper: Stage },
  )
  await screen.findByText(error.problem.errors?.[0]?.message ?? '')
  const isMarked = (name: string) =>
    screen.getByLabelText(name, { selector: 'input' }).getAttribute('aria-invalid') === 'true'
  return { when: isMarked('When'), zone: isMarked('Time zone') }
}

test('a time zone that there is not is marked at its own field', async () => {
  const error = refused('/query/timezone', 'There is no time zone "Asia/Kath"')
  expect(await show('Asia/Kath', error)).toEqual({ when: false, zone: true })
})

test('times that cannot be read are marked at theirs', async () => {
  const error = refused('/query/cron', 'Needs five fields')
  expect(await show('Asia/Kathmandu', error)).toEqual({ when: true, zone: false })
})
