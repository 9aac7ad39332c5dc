import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect } from 'react'
import { type ThemeMode, useThemeMode } from '../../theme/theme_mode.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { PageSection } from '../../ui/page_section.tsx'
import { Allowances } from './allowances.tsx'
import styles from './settings_page.module.css'

/** How the app looks on this machine, and what the server allows. */
const SettingsPage = () => {
  useEffect(() => {
    document.title = 'Settings · LlamaNexus'
  }, [])
  return (
    <AppFrame title="Settings">
      <Appearance />
      <Allowances />
    </AppFrame>
  )
}

const Appearance = () => {
  const { mode, setMode } = useThemeMode()
  return (
    <PageSection title="Appearance" intro="Kept in this browser. “System” follows the machine as it changes.">
      <ToggleButtonGroup
        exclusive
        size="small"
        value={mode}
        aria-label="Colours"
        onChange={(_, next: ThemeMode | null) => next && setMode(next)}
      >
        {modes.map(({ value, label, icon: Icon }) => (
          <ToggleButton key={value} value={value} className={styles['mode']}>
            <Icon size={16} aria-hidden /> {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </PageSection>
  )
}

const modes = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

export default SettingsPage
