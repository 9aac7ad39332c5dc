import type { Approval } from '@llamanexus/contract'
import { type FormField, fieldsOf } from './form_fields.ts'

/** The page of an approval: the question with a form while it is open, what came of it afterwards. */
export function approvalHtml(approval: Approval, problem?: string): string {
  const { title, message, workflow_name, details, status } = approval
  return page(
    title,
    `<p class="from">${escape(workflow_name ?? 'A workflow')} asks</p>
<h1>${escape(title)}</h1>
${problem === undefined ? '' : `<p class="problem" role="alert">${escape(problem)}</p>`}
${message === '' ? '' : `<div class="message">${escape(message)}</div>`}
${details === null ? '' : `<pre>${escape(JSON.stringify(details, null, 2))}</pre>`}
${status === 'open' ? formHtml(approval) : outcomeHtml(approval)}`,
  )
}

export const messageHtml = (title: string, text: string): string =>
  page(title, `<h1>${escape(title)}</h1><p>${escape(text)}</p>`)

const formHtml = ({ choices, form, assignee, expires_at }: Approval): string => `
${assignee === null ? '' : `<p class="from">For ${escape(assignee)}</p>`}
${expires_at === null ? '' : `<p class="from">Until ${escape(expires_at)}</p>`}
<form method="post">
${choices.length > 0 ? choiceHtml(choices) : ''}
${form === null ? '' : (fieldsOf(form)?.map(fieldHtml).join('') ?? jsonHtml)}
<label>Comment<textarea name="comment" rows="3" maxlength="10000"></textarea></label>
<label>Your name<input name="by" maxlength="200" autocomplete="name"></label>
<div class="actions">
<button class="main" name="decision" value="approved">Approve</button>
<button name="decision" value="rejected" formnovalidate>Reject</button>
</div>
</form>`

const choiceHtml = (choices: readonly string[]): string =>
  `<label>Choice<select name="choice" required>${choices
    .map((choice) => `<option>${escape(choice)}</option>`)
    .join('')}</select></label>`

const jsonHtml = '<label>Data (JSON)<textarea name="data" rows="6"></textarea></label>'

function fieldHtml({ name, title, kind, required, options }: FormField): string {
  const attributes = `name="data.${escape(name)}"${required && kind !== 'checkbox' ? ' required' : ''}`
  if (kind === 'select') {
    const empty = required ? '' : '<option value=""></option>'
    const all = options.map((option) => `<option>${escape(String(option))}</option>`).join('')
    return `<label>${escape(title)}<select ${attributes}>${empty}${all}</select></label>`
  }
  if (kind === 'checkbox')
    return `<label class="check"><input type="checkbox" ${attributes}> ${escape(title)}</label>`
  const type = kind === 'number' ? 'type="number" step="any"' : 'type="text"'
  return `<label>${escape(title)}<input ${type} ${attributes}></label>`
}

function outcomeHtml({ status, decided_by, decided_at, choice, comment }: Approval): string {
  if (status === 'expired') return '<p class="outcome">Its time is over.</p>'
  if (status === 'cancelled') return '<p class="outcome">The run does not wait for it any more.</p>'
  const by = `${status === 'approved' ? 'Approved' : 'Rejected'} by ${decided_by ?? 'somebody'}`
  const about = [choice, comment].filter(Boolean).map((text) => `<p>${escape(text ?? '')}</p>`)
  return `<p class="outcome">${escape(by)}, ${escape(decided_at ?? '')}</p>${about.join('')}`
}

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escape(title)}</title><style>${style}</style></head>
<body><main>${body}</main></body></html>`

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; padding: 24px; background: light-dark(#f5f5f7, #16161a); color: light-dark(#1d1d22, #ececf1) }
main { max-width: 560px; margin: 5vh auto; padding: 32px; border-radius: 12px; box-sizing: border-box;
  background: light-dark(#fff, #1f1f25); border: 1px solid light-dark(#e2e2e8, #33333c) }
h1 { font-size: 22px; margin: 0 0 12px } .from { margin: 0 0 4px; color: light-dark(#5c5c66, #a6a6b2); font-size: 14px }
.message { white-space: pre-wrap } pre { overflow: auto; padding: 12px; border-radius: 8px; font-size: 13px;
  background: light-dark(#f2f2f5, #17171c) }
label { display: block; margin: 16px 0 0; font-weight: 600; font-size: 14px } .check { font-weight: 400 }
input:not([type=checkbox]), textarea, select { display: block; width: 100%; box-sizing: border-box; margin-top: 4px;
  padding: 8px 10px; font: inherit; font-weight: 400; border-radius: 8px; border: 1px solid light-dark(#c9c9d2, #4a4a56);
  background: transparent; color: inherit }
.actions { display: flex; gap: 12px; margin-top: 24px }
button { padding: 10px 20px; font: inherit; font-weight: 600; border-radius: 8px; cursor: pointer;
  border: 1px solid light-dark(#c9c9d2, #4a4a56); background: transparent; color: inherit }
.main { background: #4654c8; border-color: #4654c8; color: #fff }
.problem { padding: 10px 12px; border-radius: 8px; background: light-dark(#fdecec, #43191c) } .outcome { font-weight: 600 }
`

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
