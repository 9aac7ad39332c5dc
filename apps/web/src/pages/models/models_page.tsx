import Button from '@mui/material/Button'
import { Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { AppFrame } from '../../ui/app_frame.tsx'
import { DefaultModel } from './default_model.tsx'
import { ModelTable } from './model_table.tsx'
import { NoModelNote } from './no_model_note.tsx'
import { PriceTable } from './price_table.tsx'
import { ProviderDialog } from './provider_dialog.tsx'
import { ProviderList } from './provider_list.tsx'

/** Where models come from, which one is asked by default, and what they cost. */
const ModelsPage = () => {
  const [isAdding, setAdding] = useState(false)
  useEffect(() => {
    document.title = 'Models · LlamaNexus'
  }, [])
  return (
    <AppFrame
      title="Models"
      actions={
        <Button
          variant="contained"
          startIcon={<Plus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          Add provider
        </Button>
      }
    >
      <NoModelNote />
      <ProviderList />
      <DefaultModel />
      <ModelTable />
      <PriceTable />
      {isAdding ? <ProviderDialog onClose={() => setAdding(false)} /> : null}
    </AppFrame>
  )
}

export default ModelsPage
