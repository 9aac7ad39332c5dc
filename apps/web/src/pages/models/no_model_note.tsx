import { useModels } from '../../api/queries.ts'
import styles from './models_page.module.css'

/** What to do where nothing but the builtin model answers, as on the first day. */
export const NoModelNote = () => {
  const { data } = useModels()
  if (!data || data.items.some(({ provider }) => provider !== 'builtin')) return null
  return (
    <p className={styles['note']} role="note">
      <b>There is no language model yet.</b> Start Ollama, llama.cpp, LM Studio or vLLM on this machine, or
      add a provider with your key. Until then nodes are answered by “builtin”, which picks sentences out of
      the text that it is given and writes none of its own.
    </p>
  )
}
