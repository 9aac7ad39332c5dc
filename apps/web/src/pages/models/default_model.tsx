import Button from '@mui/material/Button'
import { useState } from 'react'
import { useSetDefaultModel } from '../../api/model_api.ts'
import { useModels } from '../../api/queries.ts'
import { ProblemNote } from '../../dialogs/problem_note.tsx'
import { ModelPicker } from '../../ui/model_picker.tsx'
import { PageSection } from '../../ui/page_section.tsx'
import styles from './models_page.module.css'

/** The model that nodes ask that name none. */
export const DefaultModel = () => {
  const { data } = useModels()
  const save = useSetDefaultModel()
  const [edited, setEdited] = useState<string | null>(null)
  const current = data?.default_model ?? ''
  const value = edited ?? current
  // Saved only when the lists have been read again, by when something else may have been typed.
  const choose = (model: string) =>
    save.mutate(model, { onSuccess: () => setEdited((now) => (now === model ? null : now)) })
  return (
    <PageSection
      title="Default model"
      intro="Asked by nodes that name none. “builtin” is always there: it picks sentences out of the text it is given, and needs no server and no key."
    >
      <div className={styles['row']}>
        <div className={styles['grow']}>
          <ModelPicker label="Default model" value={value} onChange={setEdited} placeholder="builtin" />
        </div>
        <Button
          variant="outlined"
          disabled={edited === null || edited === current || save.isPending}
          onClick={() => choose(value)}
        >
          {save.isPending ? 'Saving…' : 'Save'}
        </Button>
      </div>
      {data && value !== '' && !data.items.some(({ id }) => id === value || id.startsWith(`${value}/`)) ? (
        <p className={styles['missing']} role="status">
          No provider lists “{value}” right now: nodes that name no model fail until one does.
        </p>
      ) : null}
      <ProblemNote error={save.error} />
    </PageSection>
  )
}
