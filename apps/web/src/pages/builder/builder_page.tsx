import { useParams } from 'wouter'

/** The editor for one workflow, at the run of the address if it names one. */
const BuilderPage = () => {
  const { id } = useParams<{ id: string; eid?: string }>()
  return <main aria-label="Workflow builder" data-workflow={id} />
}

export default BuilderPage
