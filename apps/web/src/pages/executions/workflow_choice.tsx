import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useDeferredValue, useState } from 'react'
import { useWorkflow, useWorkflows } from '../../api/queries.ts'

interface WorkflowChoiceProps {
  /** Id of the chosen workflow; absent for all of them. */
  value: string | undefined
  /** Gets the id, or `''` for all. */
  onChange(id: string): void
}

/** One workflow of all there are: what is typed is searched on the server. */
export const WorkflowChoice = ({ value, onChange }: WorkflowChoiceProps) => {
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const query = useWorkflows({ sort: 'updated_at', order: 'desc', ...(search === '' ? {} : { search }) })
  const found = query.data?.pages.flatMap((page) => page.items) ?? []
  const chosen = useChosen(value, found)
  return (
    <Autocomplete
      size="small"
      options={chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found}
      value={chosen ?? null}
      loading={query.isLoading}
      loadingText="Reading the workflows…"
      noOptionsText={
        query.isError
          ? 'The workflows could not be read.'
          : 'No workflow has this in its name, description or tags.'
      }
      getOptionLabel={({ name }) => name}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      filterOptions={(options) => options}
      onChange={(_, workflow) => onChange(workflow?.id ?? '')}
      // A name that is put in because it was chosen is not searched for: the list would hold nothing else.
      onInputChange={(_, text, reason) => setTyped(reason === 'input' ? text : '')}
      clearText="All workflows"
      renderInput={(params) => (
        <TextField
          {...params}
          label="Workflow"
          placeholder="All workflows"
          // What counts now, as the other choices show it, and no hint.
          sx={{ '& input::placeholder': { color: 'var(--text)', opacity: 1 } }}
          slotProps={{ ...params.slotProps, inputLabel: { ...params.slotProps.inputLabel, shrink: true } }}
        />
      )}
    />
  )
}

/** The chosen workflow by name, which is read where the list does not have it. */
const useChosen = (
  id: string | undefined,
  found: readonly { id: string; name: string }[],
): { id: string; name: string } | undefined => {
  const listed = found.find((workflow) => workflow.id === id)
  const { data } = useWorkflow(listed ? undefined : id)
  return id === undefined ? undefined : (listed ?? { id, name: data?.name ?? id })
}
