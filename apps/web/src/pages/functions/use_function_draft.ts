import type { FunctionDraft, WorkspaceFunction } from '@llamanexus/contract'
import { isEqual } from '../../drafts/is_equal.ts'
import { type KeptDraft, keptDraft, useFunctionDrafts } from './function_drafts.ts'
import { objectIn } from './object_in.ts'

/** A function as it stands in the editor: what is saved, or what was written since, which is kept until it is saved. */
export const useFunctionDraft = (saved: WorkspaceFunction) => {
  const { name, version } = saved
  const kept = useFunctionDrafts((state) => state.kept[name])
  const put = useFunctionDrafts((state) => state.put)
  const remove = useFunctionDrafts((state) => state.remove)
  const form = kept ?? formOf(saved)
  const schema = objectIn(form.parameters)
  /** Undefined while the parameters are no JSON. */
  const whole = schema && { ...form.draft, parameters: schema }
  const isChanged = !isEqual(whole, draftOf(saved))
  const write = (part: Partial<KeptDraft>) => {
    const next = { ...form, ...part }
    if (next.base === version && isSame(next, formOf(saved))) remove(name)
    else put(name, next)
  }
  return {
    draft: form.draft,
    parameters: form.parameters,
    schema,
    whole,
    isChanged,
    /** The version that it began from, where another one has been saved since. */
    staleBase: isChanged && form.base !== version ? form.base : undefined,
    base: form.base,
    change: (part: Partial<FunctionDraft>) => write({ draft: { ...form.draft, ...part } }),
    changeParameters: (parameters: string) => write({ parameters }),
    discard: () => remove(name),
    /** Once it is saved: what was written while that was under way goes on from there. */
    settle: (made: WorkspaceFunction) => {
      const now = keptDraft(name)
      remove(name)
      if (now && !isSame(now, form)) put(made.name, { ...now, base: made.version })
    },
  }
}

const formOf = (saved: WorkspaceFunction): KeptDraft => ({
  base: saved.version,
  draft: draftOf(saved),
  parameters: JSON.stringify(saved.parameters, null, 2),
})

const isSame = (one: KeptDraft, other: KeptDraft): boolean =>
  one.parameters === other.parameters && isEqual(one.draft, other.draft)

const draftOf = ({
  version: _version,
  created_at: _created,
  updated_at: _updated,
  ...draft
}: WorkspaceFunction): FunctionDraft => draft
