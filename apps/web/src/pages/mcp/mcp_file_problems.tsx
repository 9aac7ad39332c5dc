import Alert from '@mui/material/Alert'
import AlertTitle from '@mui/material/AlertTitle'
import styles from './mcp_page.module.css'

/** What is wrong with mcp.json, until whoever has the machine mends it. */
export const McpFileProblems = ({ problems }: { problems: readonly string[] }) =>
  problems.length === 0 ? null : (
    <Alert severity="warning" variant="outlined" className={styles['file']}>
      <AlertTitle>mcp.json in the data directory needs mending</AlertTitle>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Alert>
  )
