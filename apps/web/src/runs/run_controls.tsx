import Button from '@mui/material/Button'
import ButtonGroup from '@mui/material/ButtonGroup'
import ListItemText from '@mui/material/ListItemText'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Tooltip from '@mui/material/Tooltip'
import { ChevronDown, Pause, Play, Square, StepForward } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { shortcutText } from '../commands/shortcut.ts'
import { useCatalogue } from '../document/editor_context.tsx'
import styles from './run_controls.module.css'
import { TriggerDataDialog } from './trigger_data_dialog.tsx'
import { useLiveRuns } from './use_live_runs.ts'
import { useRunActions } from './use_run_actions.ts'

/** Run, stop, pause and resume; with a choice of trigger and of the data it starts with. */
export const RunControls = () => {
  const { run, send, triggers, blocked, isStarting, isActive, status, workflowId } = useRunActions()
  const catalogue = useCatalogue()
  const anchor = useRef<HTMLDivElement>(null)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [dataFor, setDataFor] = useState<string | null>()
  useLiveRuns(workflowId)
  useRunKey(blocked === undefined && !isActive ? () => void run() : undefined)

  if (isActive) {
    return (
      <div className={styles['controls']} role="group" aria-label="Run">
        {status === 'paused' ? (
          <Button
            variant="outlined"
            startIcon={<StepForward size={14} aria-hidden />}
            onClick={() => void send('resume')}
          >
            Resume
          </Button>
        ) : (
          <Button
            variant="outlined"
            color="secondary"
            startIcon={<Pause size={14} aria-hidden />}
            onClick={() => void send('pause')}
          >
            Pause
          </Button>
        )}
        <Button
          variant="outlined"
          color="error"
          startIcon={<Square size={12} aria-hidden />}
          onClick={() => void send('cancel')}
        >
          Stop
        </Button>
      </div>
    )
  }

  return (
    <div className={styles['controls']} role="group" aria-label="Run">
      <Tooltip title={blocked ?? `Run (${shortcutText('mod+enter')})`}>
        <ButtonGroup ref={anchor} variant="contained" aria-label="Run the workflow">
          <Button
            startIcon={<Play size={14} aria-hidden />}
            aria-disabled={blocked !== undefined}
            aria-describedby="run-blocked"
            data-blocked={blocked !== undefined || undefined}
            className={styles['run']}
            onClick={() => blocked === undefined && void run()}
          >
            {isStarting ? 'Starting…' : 'Run'}
          </Button>
          <Button
            aria-label="More ways to run"
            aria-haspopup="menu"
            aria-expanded={isMenuOpen}
            className={styles['more']}
            onClick={() => setMenuOpen(true)}
          >
            <ChevronDown size={14} aria-hidden />
          </Button>
        </ButtonGroup>
      </Tooltip>
      <span id="run-blocked" className="visually-hidden">
        {blocked}
      </span>
      <Menu open={isMenuOpen} anchorEl={() => anchor.current} onClose={() => setMenuOpen(false)}>
        {triggers.length > 1
          ? triggers.map((trigger) => (
              <MenuItem
                key={trigger.id}
                disabled={blocked !== undefined}
                onClick={() => {
                  setMenuOpen(false)
                  void run({ trigger: trigger.id })
                }}
              >
                <ListItemText
                  primary={`Run from ${trigger.label ?? catalogue.get(trigger.type)?.name ?? trigger.id}`}
                  secondary={trigger.id}
                />
              </MenuItem>
            ))
          : null}
        <MenuItem
          disabled={blocked !== undefined}
          onClick={() => {
            setMenuOpen(false)
            setDataFor(triggers[0]?.id ?? null)
          }}
        >
          Run with data…
        </MenuItem>
      </Menu>
      {dataFor === undefined ? null : (
        <TriggerDataDialog
          triggers={triggers}
          trigger={dataFor}
          onClose={() => setDataFor(undefined)}
          onRun={(request) => {
            setDataFor(undefined)
            void run(request)
          }}
        />
      )}
    </div>
  )
}

/** `Ctrl` or `Cmd` with `Enter`, wherever the focus is; a dialog that uses it itself goes first. */
const useRunKey = (run: (() => void) | undefined) => {
  useEffect(() => {
    if (!run) return
    const press = (event: KeyboardEvent) => {
      const isRun = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      if (!isRun || event.defaultPrevented || document.querySelector('[role="dialog"]')) return
      event.preventDefault()
      run()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [run])
}
